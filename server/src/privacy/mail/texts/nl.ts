import type { Words } from '../words';

/** Dutch. */
export const nl: Words = {
  kinds: {
    access: 'inzage in uw persoonsgegevens',
    portability: 'een kopie van uw persoonsgegevens om mee te nemen',
    rectification: 'rectificatie van uw persoonsgegevens',
    erasure: 'wissing van uw persoonsgegevens',
    restriction: 'beperking van de verwerking',
    objection: 'bezwaar tegen de verwerking',
    'consent-withdrawal': 'intrekking van toestemming',
    'ccpa-know': 'informatie over de persoonsgegevens die wij hebben',
    'ccpa-delete': 'verwijdering van uw persoonsgegevens',
    'ccpa-opt-out': 'afmelding voor verkoop en delen',
  },
  grounds: {
    'identity-not-established': 'wij niet konden vaststellen dat u de betrokkene bent',
    unfounded: 'het verzoek kennelijk ongegrond is',
    excessive: 'het verzoek buitensporig is',
    'rights-of-others': 'het de rechten van anderen zou aantasten',
    'freedom-of-expression': 'de vrijheid van meningsuiting en informatie zwaarder weegt',
    'legal-obligation': 'de wet ons verplicht de gegevens te bewaren',
    'public-interest': 'de gegevens nodig zijn om redenen van algemeen belang',
    'legal-claims': 'de gegevens nodig zijn voor een rechtsvordering',
    'compelling-grounds': 'wij dwingende gerechtvaardigde gronden hebben',
    'not-applicable': 'het recht niet geldt voor deze gegevens',
  },
  restrictionOver: 'de reden voor de beperking bestaat niet meer',
  page: {
    title: 'Bevestig uw verzoek',
    question: 'Iemand heeft ons met uw adres gevraagd om {{kind}}. Was u dat?',
    button: 'Ja, dit is mijn verzoek',
  },
  letters: {
    verify: {
      subject: 'Bevestig uw verzoek {{reference}}',
      text: 'Hallo,\n\niemand heeft ons met dit adres gevraagd om {{kind}}.\n\nAls u dat was, bevestig het dan binnen {{hours}} uur:\n{{link}}\n\nWas u het niet, dan hoeft u niets te doen: zonder deze bevestiging gebeurt er niets.\n\n{{controller}}',
    },
    verified: {
      subject: 'Uw verzoek {{reference}}',
      text: 'Hallo {{name}},\n\nwij hebben uw verzoek om {{kind}} ontvangen op {{receivedOn}}. U hebt ons antwoord uiterlijk op {{dueOn}}.\n\nU kunt het verzoek volgen, en intrekken zolang het niet is uitgevoerd, met het kenmerk {{reference}} en dit geheim, dat u voor uzelf moet houden:\n{{token}}\n\n{{controller}}',
    },
    'identity-needed': {
      subject: 'Uw verzoek {{reference}}: wij moeten zeker weten wie u bent',
      text: 'Hallo {{name}},\n\nvoordat wij verder kunnen met uw verzoek om {{kind}}, moeten wij zeker weten dat het van u komt:\n\n{{reason}}\n\nTot wij van u horen staat de termijn voor ons antwoord stil.\n\n{{controller}}',
    },
    extended: {
      subject: 'Uw verzoek {{reference}}: wij hebben meer tijd nodig',
      text: 'Hallo {{name}},\n\nwij hebben meer tijd nodig voor uw verzoek om {{kind}}, om deze reden:\n\n{{reason}}\n\nU hebt ons antwoord uiterlijk op {{dueOn}}. {{complaint}}\n\n{{controller}}',
    },
    rejected: {
      subject: 'Uw verzoek {{reference}}',
      text: 'Hallo {{name}},\n\nwij kunnen niet voldoen aan uw verzoek om {{kind}}, omdat {{ground}}:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    completed: {
      subject: 'Uw verzoek {{reference}} is afgehandeld',
      text: 'Hallo {{name}},\n\nwij hebben uw verzoek om {{kind}} uitgevoerd.\n\n{{outcome}}\n\n{{controller}}',
    },
    'completed-partially': {
      subject: 'Uw verzoek {{reference}} is gedeeltelijk afgehandeld',
      text: 'Hallo {{name}},\n\nwij hebben uw verzoek om {{kind}} uitgevoerd, behalve voor gegevens die wij een tijd moeten bewaren van de wet. Die verdwijnen vanzelf als die tijd voorbij is.\n\n{{outcome}}\n\n{{complaint}}\n\n{{controller}}',
    },
    withdrawn: {
      subject: 'Uw verzoek {{reference}} is ingetrokken',
      text: 'Hallo {{name}},\n\nuw verzoek om {{kind}} is ingetrokken. Er gebeurt verder niets.\n\n{{controller}}',
    },
    restricted: {
      subject: 'Uw verzoek {{reference}}: de verwerking is beperkt',
      text: 'Hallo {{name}},\n\nvanaf nu worden uw persoonsgegevens alleen bewaard, totdat over uw verzoek om {{kind}} is beslist. Wij laten het u weten voordat dat eindigt.\n\n{{controller}}',
    },
    'restriction-lifted': {
      subject: 'Uw verzoek {{reference}}: de beperking gaat eindigen',
      text: 'Hallo {{name}},\n\nwij gaan de beperking van de verwerking van uw persoonsgegevens opheffen, om deze reden:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    reminder: {
      subject: 'Verzoek {{reference}}: nog {{days}} dag(en)',
      text: 'Het verzoek {{reference}} ({{kind}}) moet uiterlijk op {{dueOn}} beantwoord zijn: nog {{days}} dag(en).',
    },
    overdue: {
      subject: 'Verzoek {{reference}} is te laat',
      text: 'Het verzoek {{reference}} ({{kind}}) had uiterlijk op {{dueOn}} beantwoord moeten zijn.',
    },
  },
};
