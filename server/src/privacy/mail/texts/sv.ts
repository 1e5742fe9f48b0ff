import type { Words } from '../words';

/** Swedish. */
export const sv: Words = {
  kinds: {
    access: 'tillgång till dina personuppgifter',
    portability: 'en kopia av dina personuppgifter att ta med dig',
    rectification: 'rättelse av dina personuppgifter',
    erasure: 'radering av dina personuppgifter',
    restriction: 'begränsning av behandlingen',
    objection: 'invändning mot behandlingen',
    'consent-withdrawal': 'återkallelse av samtycke',
    'ccpa-know': 'besked om vilka personuppgifter vi har',
    'ccpa-delete': 'borttagning av dina personuppgifter',
    'ccpa-opt-out': 'att slippa försäljning och delning',
  },
  grounds: {
    'identity-not-established': 'vi inte kunde fastställa att du är den som uppgifterna gäller',
    unfounded: 'begäran är uppenbart ogrundad',
    excessive: 'begäran är orimlig',
    'rights-of-others': 'det skulle påverka andras rättigheter',
    'freedom-of-expression': 'yttrande- och informationsfriheten väger tyngre',
    'legal-obligation': 'lagen kräver att vi behåller uppgifterna',
    'public-interest': 'uppgifterna behövs av hänsyn till allmänintresset',
    'legal-claims': 'uppgifterna behövs för rättsliga anspråk',
    'compelling-grounds': 'vi har tvingande berättigade skäl',
    'not-applicable': 'rättigheten inte gäller dessa uppgifter',
  },
  restrictionOver: 'skälet till begränsningen finns inte längre',
  page: {
    title: 'Bekräfta din begäran',
    question: 'Någon har med din adress begärt {{kind}}. Var det du?',
    button: 'Ja, det är min begäran',
  },
  letters: {
    verify: {
      subject: 'Bekräfta din begäran {{reference}}',
      text: 'Hej,\n\nnågon har med den här adressen begärt {{kind}}.\n\nOm det var du, bekräfta inom {{hours}} timmar:\n{{link}}\n\nOm det inte var du behöver du inte göra något: inget händer utan bekräftelsen.\n\n{{controller}}',
    },
    verified: {
      subject: 'Din begäran {{reference}}',
      text: 'Hej {{name}},\n\nvi tog emot din begäran om {{kind}} den {{receivedOn}}. Du får vårt svar senast den {{dueOn}}.\n\nDu kan följa den, och återkalla den så länge den inte är utförd, med referensen {{reference}} och den här hemligheten, som du ska behålla för dig själv:\n{{token}}\n\n{{controller}}',
    },
    'identity-needed': {
      subject: 'Din begäran {{reference}}: vi måste vara säkra på vem du är',
      text: 'Hej {{name}},\n\ninnan vi kan gå vidare med din begäran om {{kind}} måste vi vara säkra på att den kommer från dig:\n\n{{reason}}\n\nTills vi hör av dig står tiden för vårt svar stilla.\n\n{{controller}}',
    },
    extended: {
      subject: 'Din begäran {{reference}}: vi behöver mer tid',
      text: 'Hej {{name}},\n\nvi behöver mer tid för din begäran om {{kind}}, av det här skälet:\n\n{{reason}}\n\nDu får vårt svar senast den {{dueOn}}. {{complaint}}\n\n{{controller}}',
    },
    rejected: {
      subject: 'Din begäran {{reference}}',
      text: 'Hej {{name}},\n\nvi kan inte tillmötesgå din begäran om {{kind}}, eftersom {{ground}}:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    completed: {
      subject: 'Din begäran {{reference}} är klar',
      text: 'Hej {{name}},\n\nvi har utfört din begäran om {{kind}}.\n\n{{outcome}}\n\n{{controller}}',
    },
    'completed-partially': {
      subject: 'Din begäran {{reference}} är delvis klar',
      text: 'Hej {{name}},\n\nvi har utfört din begäran om {{kind}}, utom för uppgifter som lagen kräver att vi behåller en tid. De försvinner av sig själva när tiden är slut.\n\n{{outcome}}\n\n{{complaint}}\n\n{{controller}}',
    },
    withdrawn: {
      subject: 'Din begäran {{reference}} är återkallad',
      text: 'Hej {{name}},\n\ndin begäran om {{kind}} har återkallats. Inget mer händer.\n\n{{controller}}',
    },
    restricted: {
      subject: 'Din begäran {{reference}}: behandlingen är begränsad',
      text: 'Hej {{name}},\n\nfrån och med nu lagras dina personuppgifter bara, tills din begäran om {{kind}} är avgjord. Vi säger till innan det upphör.\n\n{{controller}}',
    },
    'restriction-lifted': {
      subject: 'Din begäran {{reference}}: begränsningen upphör snart',
      text: 'Hej {{name}},\n\nvi kommer att häva begränsningen av behandlingen av dina personuppgifter, av det här skälet:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    reminder: {
      subject: 'Begäran {{reference}}: {{days}} dag(ar) kvar',
      text: 'Begäran {{reference}} ({{kind}}) ska besvaras senast den {{dueOn}}: {{days}} dag(ar) kvar.',
    },
    overdue: {
      subject: 'Begäran {{reference}} är försenad',
      text: 'Begäran {{reference}} ({{kind}}) skulle ha besvarats senast den {{dueOn}}.',
    },
  },
};
