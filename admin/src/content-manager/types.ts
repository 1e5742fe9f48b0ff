import type { ComponentType, ReactNode } from 'react';

/**
 * What the content manager takes from plugins, as far as it is used here. Its own types are those of
 * a package that this one does not depend on.
 */

/** Beside the edit view. Called as a hook is; null shows nothing. */
export type Panel = (context: {
  readonly model: string;
  readonly documentId?: string;
  readonly document?: object;
}) => { title: string; content: ReactNode } | null;

/** On the records ticked in a list. Called as a hook is; null shows nothing. */
export type BulkAction = (context: {
  readonly model: string;
  readonly documents: readonly { readonly documentId: string }[];
}) => {
  label: string;
  variant: 'tertiary';
  dialog: { type: 'modal'; title: string; content: ComponentType<{ onClose: () => void }> };
} | null;

/** The parts of its plugin API that are called. */
export interface ContentManagerApis {
  addEditViewSidePanel(panels: readonly Panel[]): void;
  addBulkAction(actions: readonly BulkAction[]): void;
}
