import type { MaskConfig } from '../../../server/src/access/policy/types';

import type { Calls } from './calls';
import type { MaskParameter } from './types';

/** What can be masked of a type, and how. */
export interface MaskChoices {
  strategies: { name: string; parameters: MaskParameter[] }[];
  fields: { field: string; type: string; strategies: string[] }[];
}

export interface MaskedValue {
  value: unknown;
  masked: unknown;
}

export interface MaskPreview {
  absent: boolean;
  examples: MaskedValue[];
  values: MaskedValue[];
}

/** Masks before they are in force; the server masks what it is sent. */
export const createMasksApi = ({ post, dataOf }: Calls) => ({
  maskChoices: (contentType: string) =>
    dataOf<MaskChoices>(`/masks/${encodeURIComponent(contentType)}`),
  previewMask: (contentType: string, field: string, mask: MaskConfig, values: unknown[]) =>
    post<MaskPreview>('/policy/preview', { contentType, field, mask, values }),
});
