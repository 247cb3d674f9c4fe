// The goods, drawn. Which drawing belongs to a product is read off its name.

const SHIRT = `<svg viewBox="0 0 320 320" role="img" aria-hidden="true">
  <path d="M118 62c-22 6-48 16-62 30-16 30-26 72-32 110l40 14c4-20 8-34 12-46v112c54 8 114 8 168 0V170c4 12 8 26 12 46l40-14c-6-38-16-80-32-110-14-14-40-24-62-30-14 16-70 16-84 0z" fill="#efe6d6"/>
  <path d="M76 170c2-18 1-34-2-48M244 170c-2-18-1-34 2-48" fill="none" stroke="#c9bba0" stroke-width="3" stroke-linecap="round"/>
  <path d="M118 62c6 26 22 42 42 52 20-10 36-26 42-52l-14-8c-14 12-42 12-56 0z" fill="#e2d6c0"/>
  <path d="M132 54c4 22 14 38 28 48 14-10 24-26 28-48-14 10-42 10-56 0z" fill="#cfc0a4"/>
  <path d="M118 62l14-8c4 22 14 38 28 48l-24 26c-12-18-18-42-18-66zM202 62l-14-8c-4 22-14 38-28 48l24 26c12-18 18-42 18-66z" fill="#f7f0e3"/>
  <path d="M160 104v184" stroke="#c9bba0" stroke-width="3"/>
  <g fill="#a8977a"><circle cx="166" cy="140" r="3.4"/><circle cx="166" cy="176" r="3.4"/><circle cx="166" cy="212" r="3.4"/><circle cx="166" cy="248" r="3.4"/></g>
  <path d="M190 150h34v30c-10 8-24 8-34 0z" fill="#e6dac5" stroke="#c9bba0" stroke-width="2"/>
</svg>`;

const SOCKS = `<svg viewBox="0 0 320 320" role="img" aria-hidden="true">
  <g id="sock">
    <path d="M150 48h64v118c0 16-6 28-18 40l-54 52c-20 20-52 18-66-4-10-18-6-40 12-52l50-34c8-6 12-14 12-24z" fill="#b8543a"/>
    <path d="M88 202c18-12 44 14 38 36-2 10-6 18-14 26-14 4-28 0-36-10-10-18-6-40 12-52z" fill="#8f3d2a"/>
    <path d="M150 150v-6h64v22c0 8-2 16-6 22-20 0-44-10-58-38z" fill="#a84a32"/>
    <path d="M146 40h72c4 0 6 2 6 6v28h-84V46c0-4 2-6 6-6z" fill="#efe0c9"/>
    <path d="M154 44v28M168 44v28M182 44v28M196 44v28M210 44v28" stroke="#d9c6a8" stroke-width="3"/>
    <path d="M150 94h64M150 108h64" stroke="#efe0c9" stroke-width="6"/>
  </g>
  <use href="#sock" x="56" y="26"/>
</svg>`;

const JACKET = `<svg viewBox="0 0 320 320" role="img" aria-hidden="true">
  <path d="M112 84c-20 6-40 14-52 26-18 32-28 76-32 120l38 10c4-22 8-38 12-52v96c54 10 110 10 164 0v-96c4 14 8 30 12 52l38-10c-4-44-14-88-32-120-12-12-32-20-52-26z" fill="#d9a21b"/>
  <path d="M160 20c-34 0-56 26-54 66 14 26 94 26 108 0 2-40-20-66-54-66z" fill="#c48f10"/>
  <path d="M160 40c-22 0-36 18-34 46 14 18 54 18 68 0 2-28-12-46-34-46z" fill="#7c5a0b"/>
  <path d="M108 84c14 30 90 30 104 0l8 12c-16 34-104 34-120 0z" fill="#e8b635"/>
  <path d="M160 120v170" stroke="#a87a0c" stroke-width="4"/>
  <g fill="#5b4208"><rect x="152" y="136" width="16" height="6" rx="3"/><rect x="152" y="172" width="16" height="6" rx="3"/><rect x="152" y="208" width="16" height="6" rx="3"/><rect x="152" y="244" width="16" height="6" rx="3"/></g>
  <path d="M94 216h44v8l-6 34H98l-4-34zM182 216h44v8l-4 34h-34l-6-34z" fill="#c48f10"/>
  <path d="M92 212h48v12H92zM180 212h48v12h-48z" fill="#e8b635"/>
  <path d="M78 188c2-20 1-38-3-54M242 188c-2-20-1-38 3-54" fill="none" stroke="#a87a0c" stroke-width="3" stroke-linecap="round"/>
</svg>`;

const PARCEL = `<svg viewBox="0 0 320 320" role="img" aria-hidden="true">
  <path d="M60 110l100-44 100 44v112l-100 44-100-44z" fill="#cfae82"/>
  <path d="M60 110l100 44 100-44-100-44z" fill="#e2c69f"/><path d="M160 154v112" stroke="#a98a5f" stroke-width="4"/>
</svg>`;

/** @type {[RegExp, string][]} */
const DRAWINGS = [
  [/shirt/i, SHIRT],
  [/sock/i, SOCKS],
  [/jacket/i, JACKET],
];

export const pictureOf = (/** @type {string} */ name) =>
  (DRAWINGS.find(([word]) => word.test(name)) || [0, PARCEL])[1];

export const PERSON = `<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 4-7 8-7s8 2 8 7"/>
</svg>`;

export const BAG = `<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M5 8h14l1 13H4z"/><path d="M9 10V6a3 3 0 0 1 6 0v4"/>
</svg>`;
