import { useState } from 'react';
import { Field, TextInput } from '@strapi/design-system';

import type { MaskConfig, PolicyDocument } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useAction } from '../../api/use-action';
import { useLoad } from '../../api/use-load';
import type { MaskChoices } from '../../api/masks';
import type { MaskParameter, TypeView } from '../../api/types';
import { FormModal } from '../../components/form-modal';
import { SelectField } from '../../components/select-field';
import { LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { readParameter, setFieldRule, setParameter, writeParameter } from './field-edits';
import { MaskPreview } from './mask-preview';

interface Props {
  readonly type: TypeView;
  readonly document: PolicyDocument;
  readonly onSubmit: (document: PolicyDocument) => void;
  readonly onClose: () => void;
}

/** Which fields of a type are masked, and how; with what that shows. */
export const FieldRules = ({ type, document, onSubmit, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [edited, setEdited] = useState(document);
  const choices = useLoad(type.uid, () => api.maskChoices(type.uid));
  return (
    <FormModal
      title={t('rules.title', { name: type.displayName })}
      action={action}
      submitLabel={t('action.apply')}
      onSubmit={() => onSubmit(edited)}
      onClose={onClose}
    >
      <LoadedView from={choices}>
        {(data) => <Rules uid={type.uid} choices={data} document={edited} onChange={setEdited} />}
      </LoadedView>
    </FormModal>
  );
};

/** Says that a field is not masked; no strategy has such a name. */
const NONE = '-';

interface RulesProps {
  readonly uid: string;
  readonly choices: MaskChoices;
  readonly document: PolicyDocument;
  readonly onChange: (document: PolicyDocument) => void;
}

const Rules = ({ uid, choices, document, onChange }: RulesProps) => {
  const t = useText();
  const rules = document.contentTypes[uid]?.fields ?? {};
  const [field, setField] = useState(Object.keys(rules)[0] ?? choices.fields[0]?.field ?? null);
  const chosen = choices.fields.find((one) => one.field === field);
  const mask = field === null ? undefined : rules[field]?.mask;
  const nameOf = (name: string) => {
    const strategy = rules[name]?.mask.strategy;
    return strategy === undefined ? name : t('rules.ruled', { field: name, strategy });
  };
  const change = (next: MaskConfig | null) =>
    field !== null && onChange(setFieldRule(document, uid, field, next));
  const parameters = choices.strategies.find(({ name }) => name === mask?.strategy)?.parameters;
  return (
    <>
      <SelectField
        label={t('rules.field')}
        value={field}
        options={choices.fields.map((one) => ({ value: one.field, label: nameOf(one.field) }))}
        onChange={setField}
      />
      {chosen && (
        <SelectField
          label={t('rules.strategy')}
          value={mask?.strategy ?? NONE}
          options={[
            { value: NONE, label: t('rules.none') },
            ...chosen.strategies.map((name) => ({ value: name, label: name })),
          ]}
          onChange={(strategy) => change(strategy === NONE ? null : { strategy })}
        />
      )}
      {mask &&
        parameters?.map((parameter) => (
          <Parameter
            key={`${field} ${mask.strategy} ${parameter.name}`}
            parameter={parameter}
            value={mask[parameter.name]}
            onChange={(value) => change(setParameter(mask, parameter.name, value))}
          />
        ))}
      {field !== null && mask && <MaskPreview uid={uid} field={field} mask={mask} />}
    </>
  );
};

interface ParameterProps {
  readonly parameter: MaskParameter;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

const Parameter = ({ parameter, value, onChange }: ParameterProps) => {
  const t = useText();
  const { name, type, required, minimum, maximum } = parameter;
  // What is half typed (`-`, `1.`) is kept as it is typed.
  const [text, setText] = useState(writeParameter(value));
  const range = minimum !== undefined && maximum !== undefined;
  const isNumber = type === 'integer' || type === 'number';
  return (
    <Field.Root
      name={name}
      required={required}
      {...(range && { hint: t('rules.range', { minimum, maximum }) })}
    >
      <Field.Label>{name}</Field.Label>
      <TextInput
        inputMode={isNumber ? 'decimal' : 'text'}
        value={text}
        onChange={({ target }: { target: HTMLInputElement }) => {
          setText(target.value);
          onChange(readParameter(parameter, target.value));
        }}
      />
      <Field.Hint />
    </Field.Root>
  );
};
