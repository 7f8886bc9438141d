/** Shapes on a grid of 16, drawn in the colour of the text. */
const shapes = {
  play: { fill: 'M4.5 2.6v10.8L13 8z' },
  pause: { fill: 'M4 3h3v10H4zM9 3h3v10H9z' },
  stepBack: { fill: 'M3 3h1.8v10H3zM13 3v10L6 8z' },
  stepForward: { fill: 'M11.2 3H13v10h-1.8zM3 3v10l7-5z' },
  sound: { fill: 'M2 6v4h2.5L8 13V3L4.5 6z', line: 'M10 5.5a3.5 3.5 0 0 1 0 5M11.800 3.5a6.300 6.300 0 0 1 0 9' },
  muted: { fill: 'M2 6v4h2.5L8 13V3L4.5 6z', line: 'M10.5 6l4 4m0-4l-4 4' },
  markFrom: { line: 'M6 2.5H3v11h3M7 12l3-8 3 8M8 9.500h4' },
  markTo: { line: 'M10 2.5h3v11h-3M4 4v8h2.200a2.200 2.200 0 0 0 0-4.200H4h2a1.900 1.900 0 0 0 0-3.800z' },
  clear: { line: 'M4 4l8 8M12 4l-8 8' },
  actualSize: { line: 'M2.5 5L4 4v8M10.500 5L12 4v8M7.500 6.500v.3M7.500 10v.3' },
  backdropEditor: { line: 'M2.5 2.5h11v11h-11zM2.5 5.500h11' },
  backdropBlack: { fill: 'M2 2h12v12H2z' },
  backdropChecker: { line: 'M2.5 2.5h11v11h-11z', fill: 'M2.5 2.5H8V8H2.500zM8 8h5.500v5.500H8z' },
  loop: { line: 'M3 8V6.5A2.5 2.5 0 0 1 5.5 4H12m-2-2 2 2-2 2M13 8v1.5A2.5 2.5 0 0 1 10.5 12H4m2 2-2-2 2-2' },
  expand: { line: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10' },
  shrink: { line: 'M6 2.5V6H2.5M13.5 6H10V2.5M10 13.5V10h3.5M2.5 10H6v3.5' },
  keyboard: { line: 'M1.5 4.5h13v7h-13zM4 7h.5M6.5 7H7M9 7h.5M11.5 7h.5M5 9.5h6' },
  copy: { line: 'M5.5 5.5V3h7.5v7.5h-2.5M3 5.5h7.5V13H3z' },
  done: { line: 'M3 8.5l3.200 3.200L13 4.800' },
  info: { line: 'M8 7.200V11M8 4.800v.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z' },
  warning: { line: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.5v.5' },
  error: { line: 'M5.800 5.800l4.400 4.400m0-4.400l-4.400 4.400M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z' },
  busy: { line: 'M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z' },
  film: { line: 'M1.5 3.5h13v9h-13zM4.5 3.5v9M11.5 3.5v9' },
  picture: { line: 'M1.5 3h13v10h-13zM2 12l4-4.5 2.5 2.5L11 7.5l3.5 4M5 6v.2' },
  save: { line: 'M3 2.5h8L13.5 5v8.5h-11v-11zM5 2.5V6h5V2.5M5 13.5V9.5h6v4' },
  folder: { line: 'M1.5 12.5v-9h4.5l1.5 2h7v7z' },
  external: { line: 'M9 2.5h4.5V7M13.5 2.5L7.5 8.5M6.5 4H2.5v9.5H12V9.5' },
  insert: { line: 'M3 13.5h10M8 2.5v8m-3-3 3 3 3-3' },
  braces: {
    line: 'M6 2.5H5.5A1.5 1.5 0 0 0 4 4v2.5L2.5 8 4 9.5V12a1.5 1.5 0 0 0 1.5 1.5H6M10 2.5h.5A1.5 1.5 0 0 1 12 4v2.5L13.5 8 12 9.5V12a1.5 1.5 0 0 1-1.5 1.5H10',
  },
  code: { line: 'M5 4.5L1.5 8 5 11.5M11 4.5L14.5 8 11 11.5M9.5 3l-3 10' },
  compare: { line: 'M2 3.5h5v9H2zM9 3.5h5v9H9z' },
  swap: { line: 'M2.5 6h11m-3-3 3 3M13.500 10h-11m3 3-3-3' },
  again: { line: 'M13 8a5 5 0 1 1-1.600-3.700M13 2v3h-3' },
  download: { line: 'M8 2.5V10m-3-3 3 3 3-3M3 13h10' },
} satisfies Record<string, { fill?: string; line?: string }>;

export type IconName = keyof typeof shapes;

const svg = 'http://www.w3.org/2000/svg';

/** A decoration: what it means is always said in words beside it or in the button's name. */
export function icon(name: IconName): SVGSVGElement {
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('viewBox', '0 0 16 16');
  element.setAttribute('class', `icon icon-${name}`);
  element.setAttribute('aria-hidden', 'true');
  const shape: { fill?: string; line?: string } = shapes[name];
  for (const kind of ['fill', 'line'] as const) {
    const data = shape[kind];
    if (data === undefined) continue;
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', data);
    path.setAttribute('class', kind);
    element.append(path);
  }
  return element;
}
