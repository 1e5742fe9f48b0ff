/** A cell of a grid, by row and column from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

const between = (value: number, count: number): number => Math.min(Math.max(value, 0), count - 1);

/** Where a key leads in a grid, as the ARIA pattern for grids has it; null for any other key. */
export const nextCell = (
  key: string,
  { row, column }: Cell,
  rows: number,
  columns: number
): Cell | null => {
  switch (key) {
    case 'ArrowRight':
      return { row, column: between(column + 1, columns) };
    case 'ArrowLeft':
      return { row, column: between(column - 1, columns) };
    case 'ArrowDown':
      return { row: between(row + 1, rows), column };
    case 'ArrowUp':
      return { row: between(row - 1, rows), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return null;
  }
};
