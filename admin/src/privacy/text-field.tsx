import { Field, Textarea, TextInput } from '@strapi/design-system';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly isRequired?: boolean;
  /** Several lines. */
  readonly isLong?: boolean;
  readonly maxLength?: number;
}

/** A labelled text. */
export const TextField = (props: Props) => {
  const { label, hint, value, onChange, isRequired = false, isLong = false } = props;
  const field = { value, maxLength: props.maxLength ?? (isLong ? 5_000 : 200) };
  return (
    <Field.Root name={label} hint={hint} required={isRequired}>
      <Field.Label>{label}</Field.Label>
      {isLong ? (
        <Textarea
          {...field}
          onChange={({ target }: { target: HTMLTextAreaElement }) => onChange(target.value)}
        />
      ) : (
        <TextInput
          {...field}
          onChange={({ target }: { target: HTMLInputElement }) => onChange(target.value)}
        />
      )}
      <Field.Hint />
    </Field.Root>
  );
};
