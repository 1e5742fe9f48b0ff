import type { Words } from '../words';

/** French. */
export const fr: Words = {
  kinds: {
    access: "l'accès à vos données personnelles",
    portability: 'une copie de vos données personnelles à emporter',
    rectification: 'la rectification de vos données personnelles',
    erasure: "l'effacement de vos données personnelles",
    restriction: 'la limitation du traitement',
    objection: "l'opposition au traitement",
    'consent-withdrawal': 'le retrait du consentement',
    'ccpa-know': 'la connaissance des informations personnelles que nous détenons',
    'ccpa-delete': 'la suppression de vos informations personnelles',
    'ccpa-opt-out': 'le refus de la vente et du partage',
  },
  grounds: {
    'identity-not-established': "nous n'avons pas pu établir que vous êtes la personne concernée",
    unfounded: 'la demande est manifestement infondée',
    excessive: 'la demande est excessive',
    'rights-of-others': "elle porterait atteinte aux droits d'autres personnes",
    'freedom-of-expression': "la liberté d'expression et d'information l'emporte",
    'legal-obligation': 'la loi nous oblige à conserver les données',
    'public-interest': "les données sont nécessaires pour des motifs d'intérêt public",
    'legal-claims': 'les données sont nécessaires pour des droits en justice',
    'compelling-grounds': 'nous avons des motifs légitimes et impérieux',
    'not-applicable': "ce droit ne s'applique pas à ces données",
  },
  restrictionOver: "le motif de la limitation n'existe plus",
  page: {
    title: 'Confirmez votre demande',
    question: "Quelqu'un nous a demandé, avec votre adresse, {{kind}}. Était-ce vous ?",
    button: "Oui, c'est ma demande",
  },
  letters: {
    verify: {
      subject: 'Merci de confirmer votre demande {{reference}}',
      text: "Bonjour,\n\nquelqu'un nous a demandé, avec cette adresse, {{kind}}.\n\nSi c'était vous, merci de confirmer dans les {{hours}} heures :\n{{link}}\n\nSi ce n'était pas vous, vous n'avez rien à faire : rien ne se passe sans cette confirmation.\n\n{{controller}}",
    },
    verified: {
      subject: 'Votre demande {{reference}}',
      text: "Bonjour {{name}},\n\nnous avons reçu le {{receivedOn}} votre demande ({{kind}}). Vous aurez notre réponse au plus tard le {{dueOn}}.\n\nVous pouvez la suivre, et la retirer tant qu'elle n'est pas exécutée, avec la référence {{reference}} et ce secret, à garder pour vous :\n{{token}}\n\n{{controller}}",
    },
    'identity-needed': {
      subject: 'Votre demande {{reference}} : nous devons être sûrs de votre identité',
      text: "Bonjour {{name}},\n\navant de poursuivre votre demande ({{kind}}), nous devons être sûrs qu'elle vient de vous :\n\n{{reason}}\n\nJusqu'à votre réponse, notre délai est suspendu.\n\n{{controller}}",
    },
    extended: {
      subject: 'Votre demande {{reference}} : il nous faut plus de temps',
      text: 'Bonjour {{name}},\n\nil nous faut plus de temps pour votre demande ({{kind}}), pour cette raison :\n\n{{reason}}\n\nVous aurez notre réponse au plus tard le {{dueOn}}. {{complaint}}\n\n{{controller}}',
    },
    rejected: {
      subject: 'Votre demande {{reference}}',
      text: 'Bonjour {{name}},\n\nnous ne pouvons pas donner suite à votre demande ({{kind}}), car {{ground}} :\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    completed: {
      subject: 'Votre demande {{reference}} est traitée',
      text: 'Bonjour {{name}},\n\nnous avons exécuté votre demande ({{kind}}).\n\n{{outcome}}\n\n{{controller}}',
    },
    'completed-partially': {
      subject: 'Votre demande {{reference}} est traitée en partie',
      text: 'Bonjour {{name}},\n\nnous avons exécuté votre demande ({{kind}}), sauf pour des données que la loi nous oblige à conserver un certain temps. Elles disparaîtront ensuite.\n\n{{outcome}}\n\n{{complaint}}\n\n{{controller}}',
    },
    withdrawn: {
      subject: 'Votre demande {{reference}} est retirée',
      text: "Bonjour {{name}},\n\nvotre demande ({{kind}}) a été retirée. Il ne se passera rien d'autre.\n\n{{controller}}",
    },
    restricted: {
      subject: 'Votre demande {{reference}} : le traitement est limité',
      text: 'Bonjour {{name}},\n\ndès maintenant, vos données personnelles sont seulement conservées, jusqu’à la décision sur votre demande ({{kind}}). Nous vous préviendrons avant la fin.\n\n{{controller}}',
    },
    'restriction-lifted': {
      subject: 'Votre demande {{reference}} : la limitation va prendre fin',
      text: 'Bonjour {{name}},\n\nnous allons lever la limitation du traitement de vos données personnelles, pour cette raison :\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    reminder: {
      subject: 'Demande {{reference}} : {{days}} jour(s) restant(s)',
      text: 'La demande {{reference}} ({{kind}}) doit recevoir une réponse au plus tard le {{dueOn}} : {{days}} jour(s) restant(s).',
    },
    overdue: {
      subject: 'Demande {{reference}} en retard',
      text: 'La demande {{reference}} ({{kind}}) aurait dû recevoir une réponse au plus tard le {{dueOn}}.',
    },
  },
};
