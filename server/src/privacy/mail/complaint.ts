import type { MailLocale } from './words';

/** The rights that every refusal and delay must name (Art. 12(4) GDPR). */
export const COMPLAINT: Readonly<Record<MailLocale, string>> = {
  en: 'You can complain to the supervisory authority{{authority}} and seek a judicial remedy.',
  nl: 'U kunt een klacht indienen bij de toezichthoudende autoriteit{{authority}} en beroep instellen bij de rechter.',
  sv: 'Du kan klaga hos tillsynsmyndigheten{{authority}} och begära domstolsprövning.',
  fr: "Vous pouvez introduire une réclamation auprès de l'autorité de contrôle{{authority}} et former un recours juridictionnel.",
  pl: 'Przysługuje skarga do organu nadzorczego{{authority}} oraz środek ochrony prawnej przed sądem.',
};
