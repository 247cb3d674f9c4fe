/** What the components look like. Colours and shapes of the shop come in by `--push-*`. */

const LINE = "var(--push-line, color-mix(in srgb, currentcolor 55%, transparent))";
const SURFACE = "var(--push-surface, Canvas)";
// Elsewhere the panel takes the width of the window. At 400 % nothing is tall, and nothing sticks.
const ROOMY = "(min-width: 30em) and (min-height: 26em)";
const TALL = "(min-height: 26em)";

export const STYLE = `
  :host { position: relative; display: inline-block; font: inherit; text-align: start; }
  :host(push-preferences) { display: block; }
  [hidden] { display: none !important; }
  * { box-sizing: border-box; }
  button, select { font: inherit; color: inherit; padding: .5em .9em; min-height: 2.75em;
    border: 1px solid ${LINE}; border-radius: var(--push-radius, .6em); background: ${SURFACE}; }
  button { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--push-accent, currentcolor); outline-offset: 2px; }
  [part~=yes] { border-color: transparent; background: var(--push-accent, CanvasText);
    color: var(--push-on-accent, Canvas); }
  [part~=bell] { display: grid; place-items: center; width: 2.75em; padding: 0; }
  [part~=lapsed]::after { content: ""; position: absolute; inset-block-start: 0;
    inset-inline-end: 0; border: .35em solid var(--push-accent, currentcolor); border-radius: 50%; }
  svg { width: 1.4em; fill: none; stroke: currentcolor; stroke-width: 1.7;
    stroke-linejoin: round; stroke-linecap: round; }
  [part~=on] path:first-child { fill: currentcolor; }
  [part~=panel] { position: fixed; z-index: 9; inset: auto; margin: 0; padding: 0;
    width: min(27em, calc(100vw - 1em)); overflow: auto; flex-direction: column;
    border: 1px solid ${LINE}; border-radius: var(--push-radius, .6em);
    background: ${SURFACE}; color: var(--push-ink, CanvasText);
    box-shadow: var(--push-shadow, 0 .5em 2em rgb(0 0 0 / 20%)); }
  [part~=panel]:not([hidden]) { display: flex; }
  [part~=head] { display: flex; align-items: center; justify-content: space-between; gap: .6em;
    padding-block: .6em 0; padding-inline: 1.1em .6em; }
  [part~=close] { flex: none; display: grid; place-items: center; width: 2.75em; padding: 0;
    border-color: transparent; background: none; }
  [part~=panel] > p { margin: 0; padding: .4em 1.1em; }
  [part~=content] { padding: 0 1.1em; }
  [part~=panel] > [part~=row] { padding: .6em 1.1em 1.1em; }
  h2 { margin: 0; font-size: 1.1em; }
  p { margin: 0 0 1em; }
  [part~=panel] > p:empty, p:empty { margin: 0; padding: 0; }
  fieldset { margin: 0 0 1em; padding: 0; border: 0; min-width: 0; }
  legend { padding: 0; margin-block-end: .3em; font-weight: bold; }
  [part~=topic] { display: grid; grid-template-columns: auto 1fr; gap: 0 .6em;
    padding-block: .3em; line-height: 1.35; }
  [part~=topic] input { width: 1.5em; height: 1.5em; margin: 0;
    accent-color: var(--push-accent, auto); }
  small { grid-column: 2; }
  [part~=fields] { display: grid; gap: .8em; align-items: end; margin-block-end: 1em;
    grid-template-columns: repeat(auto-fit, minmax(min(14em, 100%), 1fr)); line-height: 1.35; }
  select { display: block; width: 100%; margin-block-start: .25em; }
  [part~=row] { display: flex; flex-wrap: wrap; align-items: center; gap: .6em; }
  [part~=row]:empty { padding-block: 0; }
  [part~=status]:not(:empty) { margin: 0; flex: 1 1 auto; overflow-wrap: anywhere; }
  [part~=row] > p:empty { position: absolute; }
  [part~=failed] { font-weight: bold; }
  [part~=busy]::before { content: ""; display: inline-block; width: .9em; height: .9em;
    margin-inline-end: .5em; vertical-align: -.1em; border: .16em solid currentcolor;
    border-block-start-color: transparent; border-radius: 50%; forced-color-adjust: none; }
  @media (prefers-reduced-motion: no-preference) {
    [part~=busy]::before { animation: push-turn 1s linear infinite; } }
  @keyframes push-turn { to { transform: rotate(1turn); } }
  @media ${ROOMY} {
    [part~=panel] { inset: var(--push-place, 1em 1em auto auto); max-height: var(--push-room); } }
  @media not all and ${ROOMY} {
    [part~=panel] { inset: auto 0 0; width: auto; max-width: none; max-height: 100%; } }
  @media ${TALL} {
    [part~=content] { flex: 1 1 auto; min-height: 0; overflow: auto; }
    :host([docked]) [part~=row] { position: sticky; inset-block-end: 0; padding-block: .7em;
      border-block-start: 1px solid ${LINE}; background: ${SURFACE}; } }
  @media (forced-colors: active) {
    [part~=yes] { border: 3px solid ButtonText; background: ButtonFace; color: ButtonText; }
    [part~=close] { border-color: ButtonText; } }
`;
