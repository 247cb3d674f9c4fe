"""Preferences that point Firefox at the local push service and keep it from calling anyone else."""

import json
from pathlib import Path

Value = bool | int | str

DEAD_PROXY_PORT = 9  # discard: nothing listens there

PUSH: dict[str, Value] = {
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.connection.enabled": True,  # automation's recommended preferences switch it off
    "dom.push.retryBaseInterval": 200,
    "permissions.default.desktop-notification": 1,
    "dom.webnotifications.requireuserinteraction": False,
}

QUIET: dict[str, Value] = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.discovery.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.ping-centre.telemetry": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.update": False,
    "browser.sessionstore.resume_from_crash": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processCount": 2,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "security.OCSP.enabled": 0,
    "security.remote_settings.crlite_filters.enabled": False,
    "security.remote_settings.intermediates.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.management.page.breach-alerts.enabled": False,
    "toolkit.coverage.opt-out": True,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}

# Whatever the list above forgot ends at a closed port; loopback itself never takes a proxy.
NO_WAY_OUT: dict[str, Value] = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": DEAD_PROXY_PORT,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": DEAD_PROXY_PORT,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": DEAD_PROXY_PORT,
    "network.proxy.socks_remote_dns": True,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1, .localhost",
    "network.proxy.failover_direct": False,
    "network.proxy.allow_bypass": False,
}


def write_profile(
    folder: Path, *, push_ws_port: int, has_desktop: bool, extra: dict[str, Value], style: str = ""
) -> None:
    ours: dict[str, Value] = {
        "dom.push.serverURL": f"ws://127.0.0.1:{push_ws_port}/",
        "alerts.useSystemBackend": has_desktop,
    }
    prefs = QUIET | NO_WAY_OUT | PUSH | ours | extra
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(v)});" for name, v in prefs.items()]
    folder.mkdir(parents=True, exist_ok=True)
    if style:
        (folder / "chrome").mkdir()
        (folder / "chrome" / "userChrome.css").write_text(style)
    (folder / "user.js").write_text("\n".join(lines) + "\n")
