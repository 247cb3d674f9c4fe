// web-push of npm with a kept-alive agent, 100 at a time. Arguments: COUNT ORIGIN
"use strict";
const crypto = require("node:crypto");
const https = require("node:https");
const webpush = require("web-push");

const [count, origin] = [Number(process.argv[2]), process.argv[3]];
const keys = webpush.generateVAPIDKeys();
webpush.setVapidDetails("mailto:push@shop.example.com", keys.publicKey, keys.privateKey);
const payload = JSON.stringify({ title: "Order 7: thank you!", body: "2 × Linen shirt · €78.00".repeat(12) });
const agent = new https.Agent({ keepAlive: true, maxSockets: 100 });

function device() {
  const pair = crypto.createECDH("prime256v1");
  return {
    endpoint: `${origin}/wpush/${crypto.randomBytes(24).toString("base64url")}`,
    keys: {
      p256dh: pair.generateKeys("base64url"),
      auth: crypto.randomBytes(16).toString("base64url"),
    },
  };
}

async function main() {
  const known = Array.from({ length: Math.min(count, 500) }, device);
  const [began, used] = [process.hrtime.bigint(), process.cpuUsage()];
  let next = 0;
  const work = async () => {
    while (next < count) {
      await webpush.sendNotification(known[next++ % known.length], payload, { TTL: 3600, agent });
    }
  };
  await Promise.all(Array.from({ length: 100 }, work));
  const spent = process.cpuUsage(used);
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  const memory = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ wall, cpu: (spent.user + spent.system) / 1e6, memory }));
  agent.destroy();
}

main();
