import { Box, Flex, Typography } from '@strapi/design-system';
import { useTheme } from 'styled-components';

import { useText } from '../i18n/use-text';
import { topOf } from './scale';

/** A colour of the theme, light or dark. */
type Colour = 'primary600' | 'danger600' | 'warning600' | 'success600' | 'neutral500';

interface Series {
  readonly label: string;
  readonly colour: Colour;
}

interface Bar {
  readonly label: string;
  /** One value per series. */
  readonly values: readonly number[];
  /** In place of the colour of the series. */
  readonly colour?: Colour;
}

interface Props {
  /** What the chart is about. */
  readonly label: string;
  /** The heading of the bars' own labels. */
  readonly heading: string;
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
  /** Every so many bars one is labelled; the table has all labels. */
  readonly labelEvery?: number;
}

/** About as wide as half a page, so that text is about as large as elsewhere. */
const WIDTH = 460;
const HEIGHT = 160;
const AXIS = 24;
const SCALE = 40;

const Legend = ({ series }: { readonly series: readonly Series[] }) => (
  <Flex gap={4} wrap="wrap">
    {series.map(({ label, colour }) => (
      <Flex key={label} gap={2}>
        <Box background={colour} width="1.2rem" height="1.2rem" hasRadius aria-hidden />
        <Typography variant="pi">{label}</Typography>
      </Flex>
    ))}
  </Flex>
);

/** What the chart shows, in figures; closed until asked for. */
const Figures = ({ label, heading, series, bars }: Props) => {
  const t = useText();
  return (
    <details>
      <summary>
        <Typography variant="pi" textColor="neutral700">
          {t('chart.table')}
        </Typography>
      </summary>
      <Box
        paddingTop={2}
        maxHeight="24rem"
        overflow="auto"
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <table style={{ width: '100%' }}>
          <thead>
            <tr>
              {[heading, ...series.map((one) => one.label)].map((name, at) => (
                <Typography
                  key={name}
                  tag="th"
                  variant="sigma"
                  textAlign={at === 0 ? 'left' : 'right'}
                  textColor="neutral700"
                >
                  {name}
                </Typography>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <Typography tag="th" textAlign="left" fontWeight="regular">
                  {bar.label}
                </Typography>
                {bar.values.map((value, at) => (
                  <Typography key={series[at]?.label} tag="td" textAlign="right">
                    {value}
                  </Typography>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Box>
    </details>
  );
};

/** Bars side by side, with their figures as a table beneath. Colours are those of the theme. */
export const BarChart = (props: Props) => {
  const { label, series, bars, labelEvery = 1 } = props;
  const { colors } = useTheme();
  const top = topOf(Math.max(0, ...bars.flatMap(({ values }) => values)));
  const slot = (WIDTH - SCALE) / Math.max(1, bars.length);
  const width = Math.min(48, (slot * 0.7) / series.length);
  const heightOf = (value: number) => (value / top) * (HEIGHT - AXIS - 8);
  const base = HEIGHT - AXIS;
  const text = { fill: colors.neutral700, fontSize: 12 };
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      {series.length > 1 && <Legend series={series} />}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} width="100%">
        {[0, top].map((value) => (
          <g key={value}>
            <line
              x1={SCALE}
              x2={WIDTH}
              y1={base - heightOf(value)}
              y2={base - heightOf(value)}
              stroke={colors.neutral200}
            />
            <text x={SCALE - 8} y={base - heightOf(value) + 4} textAnchor="end" {...text}>
              {value}
            </text>
          </g>
        ))}
        {bars.map((bar, at) => {
          const middle = SCALE + slot * (at + 0.5);
          const left = middle - (width * series.length) / 2;
          return (
            <g key={bar.label}>
              {series.map(({ label: name, colour }, index) => (
                <rect
                  key={name}
                  x={left + index * width}
                  y={base - heightOf(bar.values[index] ?? 0)}
                  width={Math.max(1, width - 1)}
                  height={heightOf(bar.values[index] ?? 0)}
                  fill={colors[bar.colour ?? colour]}
                >
                  <title>{`${bar.label}: ${bar.values[index] ?? 0}`}</title>
                </rect>
              ))}
              {at % labelEvery === 0 && (
                <text x={middle} y={HEIGHT - 6} textAnchor="middle" {...text}>
                  {bar.label}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <Figures {...props} />
    </Flex>
  );
};
