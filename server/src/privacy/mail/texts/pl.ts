import type { Words } from '../words';

/** Polish. */
export const pl: Words = {
  kinds: {
    access: 'dostęp do danych osobowych',
    portability: 'kopia danych osobowych do przeniesienia',
    rectification: 'sprostowanie danych osobowych',
    erasure: 'usunięcie danych osobowych',
    restriction: 'ograniczenie przetwarzania',
    objection: 'sprzeciw wobec przetwarzania',
    'consent-withdrawal': 'wycofanie zgody',
    'ccpa-know': 'informacja o posiadanych danych osobowych',
    'ccpa-delete': 'usunięcie danych osobowych (CCPA)',
    'ccpa-opt-out': 'rezygnacja ze sprzedaży i udostępniania',
  },
  grounds: {
    'identity-not-established': 'nie mogliśmy ustalić, że jest Pani/Pan osobą, której dane dotyczą',
    unfounded: 'żądanie jest ewidentnie nieuzasadnione',
    excessive: 'żądanie jest nadmierne',
    'rights-of-others': 'naruszyłoby to prawa innych osób',
    'freedom-of-expression': 'przeważa wolność wypowiedzi i informacji',
    'legal-obligation': 'prawo zobowiązuje nas do przechowywania danych',
    'public-interest': 'dane są potrzebne ze względu na interes publiczny',
    'legal-claims': 'dane są potrzebne do roszczeń prawnych',
    'compelling-grounds': 'mamy ważne prawnie uzasadnione podstawy',
    'not-applicable': 'prawo to nie obejmuje tych danych',
  },
  restrictionOver: 'powód ograniczenia już nie istnieje',
  page: {
    title: 'Potwierdzenie żądania',
    question: 'Ktoś zwrócił się do nas, podając ten adres. Przedmiot: {{kind}}. Czy to Pani/Pan?',
    button: 'Tak, to moje żądanie',
  },
  letters: {
    verify: {
      subject: 'Prosimy o potwierdzenie żądania {{reference}}',
      text: 'Dzień dobry,\n\nktoś zwrócił się do nas, podając ten adres. Przedmiot: {{kind}}.\n\nJeśli to Pani/Pan, prosimy o potwierdzenie w ciągu {{hours}} godzin:\n{{link}}\n\nJeśli nie, nie trzeba nic robić: bez potwierdzenia nic się nie stanie.\n\n{{controller}}',
    },
    verified: {
      subject: 'Żądanie {{reference}}',
      text: 'Dzień dobry {{name}},\n\notrzymaliśmy żądanie dnia {{receivedOn}}. Przedmiot: {{kind}}. Odpowiemy najpóźniej {{dueOn}}.\n\nŻądanie można śledzić, a do czasu wykonania także wycofać, podając numer {{reference}} i poniższe hasło, którego nie należy nikomu przekazywać:\n{{token}}\n\n{{controller}}',
    },
    'identity-needed': {
      subject: 'Żądanie {{reference}}: musimy potwierdzić tożsamość',
      text: 'Dzień dobry {{name}},\n\nzanim zajmiemy się żądaniem (przedmiot: {{kind}}), musimy mieć pewność, od kogo pochodzi:\n\n{{reason}}\n\nDo czasu odpowiedzi bieg terminu jest zawieszony.\n\n{{controller}}',
    },
    extended: {
      subject: 'Żądanie {{reference}}: potrzebujemy więcej czasu',
      text: 'Dzień dobry {{name}},\n\npotrzebujemy więcej czasu na rozpatrzenie żądania (przedmiot: {{kind}}). Powód:\n\n{{reason}}\n\nOdpowiemy najpóźniej {{dueOn}}. {{complaint}}\n\n{{controller}}',
    },
    rejected: {
      subject: 'Żądanie {{reference}}',
      text: 'Dzień dobry {{name}},\n\nnie możemy spełnić żądania (przedmiot: {{kind}}), ponieważ {{ground}}:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    completed: {
      subject: 'Żądanie {{reference}} zostało wykonane',
      text: 'Dzień dobry {{name}},\n\nwykonaliśmy żądanie. Przedmiot: {{kind}}.\n\n{{outcome}}\n\n{{controller}}',
    },
    'completed-partially': {
      subject: 'Żądanie {{reference}} zostało wykonane częściowo',
      text: 'Dzień dobry {{name}},\n\nwykonaliśmy żądanie (przedmiot: {{kind}}) z wyjątkiem danych, które prawo każe nam przez pewien czas przechowywać. Potem znikną same.\n\n{{outcome}}\n\n{{complaint}}\n\n{{controller}}',
    },
    withdrawn: {
      subject: 'Żądanie {{reference}} zostało wycofane',
      text: 'Dzień dobry {{name}},\n\nżądanie (przedmiot: {{kind}}) zostało wycofane. Nic więcej się nie stanie.\n\n{{controller}}',
    },
    restricted: {
      subject: 'Żądanie {{reference}}: przetwarzanie jest ograniczone',
      text: 'Dzień dobry {{name}},\n\nod teraz dane osobowe są tylko przechowywane, aż do rozstrzygnięcia żądania (przedmiot: {{kind}}). Uprzedzimy, zanim się to skończy.\n\n{{controller}}',
    },
    'restriction-lifted': {
      subject: 'Żądanie {{reference}}: ograniczenie wkrótce się skończy',
      text: 'Dzień dobry {{name}},\n\nzamierzamy znieść ograniczenie przetwarzania danych osobowych. Powód:\n\n{{reason}}\n\n{{complaint}}\n\n{{controller}}',
    },
    reminder: {
      subject: 'Żądanie {{reference}}: pozostało dni: {{days}}',
      text: 'Na żądanie {{reference}} ({{kind}}) trzeba odpowiedzieć najpóźniej {{dueOn}}. Pozostało dni: {{days}}.',
    },
    overdue: {
      subject: 'Żądanie {{reference}} jest po terminie',
      text: 'Na żądanie {{reference}} ({{kind}}) należało odpowiedzieć najpóźniej {{dueOn}}.',
    },
  },
};
