import { Flex, Typography } from '@strapi/design-system';

interface Props {
  readonly variant: 'success' | 'danger' | 'warning' | 'secondary' | 'neutral';
  readonly children: string;
}

/** A word on a coloured ground. The colour is no more than a hint: the text is as dark as any. */
export const Mark = ({ variant, children }: Props) => (
  <Flex
    inline
    background={`${variant}100`}
    borderColor={`${variant}500`}
    hasRadius
    paddingLeft={2}
    paddingRight={2}
    paddingTop={1}
    paddingBottom={1}
  >
    <Typography variant="pi" fontWeight="bold" textColor="neutral800">
      {children}
    </Typography>
  </Flex>
);
