/** Pixels as `getImageData` returns them: four bytes each. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export interface Grid {
  columns: number;
  rows: number;
}

const mostTiles = 12;
/** Factor by which the difference across an edge between frames exceeds the differences beside it. */
const edge = 1.5;
/** Share of the edges that must be visible; some neighbouring frames look alike where they meet. */
const mostEdges = 0.8;

/**
 * Returns the layout of frames of that aspect ratio (width / height) in a sheet: the finest grid with visible edges, or
 * undefined if there is none.
 */
export function findGrid(pixels: Pixels, aspect: number): Grid | undefined {
  const { width, height } = pixels;
  const across = steps(pixels, true);
  const down = steps(pixels, false);
  const grids: Grid[] = [];
  for (let columns = 1; columns <= mostTiles; columns++) {
    for (let rows = 1; rows <= mostTiles; rows++) {
      const tile = width / columns / (height / rows);
      if (columns * rows >= 4 && Math.abs(tile / aspect - 1) < 0.03) grids.push({ columns, rows });
    }
  }
  grids.sort((a, b) => b.columns * b.rows - a.columns * a.rows);
  return grids.find(({ columns, rows }) => breaks([...lines(across, columns), ...lines(down, rows)]));
}

const breaks = (edges: readonly boolean[]): boolean => edges.filter(Boolean).length >= mostEdges * edges.length;

/** Returns, for each inner boundary of N equal parts, true if there is a visible edge. */
function lines(change: readonly number[], parts: number): boolean[] {
  return Array.from({ length: parts - 1 }, (_, at) => {
    const line = Math.round(((at + 1) * change.length) / parts);
    const beside = [-6, -5, -4, 4, 5, 6].map((off) => change[line + off] ?? 0);
    const usual = beside.reduce((sum, value) => sum + value, 0) / beside.length;
    const here = Math.max(...[-1, 0, 1].map((off) => change[line + off] ?? 0));
    return here > edge * usual + 1;
  });
}

/** Returns the difference in brightness between each column (or row) and the previous one. */
function steps({ width, height, data }: Pixels, columns: boolean): number[] {
  const [length, other] = columns ? [width, height] : [height, width];
  const luma = (at: number, along: number) => {
    const start = 4 * (columns ? along * width + at : at * width + along);
    return 0.3 * data[start]! + 0.6 * data[start + 1]! + 0.1 * data[start + 2]!;
  };
  return Array.from({ length }, (_, at) => {
    if (at === 0) return 0;
    let sum = 0;
    for (let along = 0; along < other; along++) sum += Math.abs(luma(at, along) - luma(at - 1, along));
    return sum / other;
  });
}
