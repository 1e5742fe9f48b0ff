import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import type { PrivacyServices } from '../../../server/src/privacy/privacy-services';
import type { RunningStrapi } from '../../support/strapi';

/** A letter as a provider gets it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Replaces the mail provider; what is sent from now on is in the list. */
export const catchMails = (strapi: Core.Strapi): Mail[] => {
  const mails: Mail[] = [];
  const plugin = strapi.plugin('email') as unknown as {
    provider: { send(mail: Mail): Promise<void> };
  };
  plugin.provider = {
    send: async (mail) => {
      mails.push(mail);
    },
  };
  return mails;
};

/** The services of the privacy domain. */
export const privacyOf = ({ strapi }: RunningStrapi): PrivacyServices =>
  strapi.plugin('custodian').service<PrivacyServices>('privacy');

/** Does all background work that is due, whatever workers run besides. */
export const drain = async (privacy: PrivacyServices): Promise<void> => {
  while ((await privacy.jobs.runDue()) > 0) await delay(1);
};

/** The reference and secret in the link of a letter. */
export const linkIn = ({ text }: Mail): { reference: string; token: string } => {
  const url = new URL(/https?:\/\/\S+/.exec(text)![0]);
  return {
    reference: url.searchParams.get('reference')!,
    token: url.searchParams.get('token')!,
  };
};
