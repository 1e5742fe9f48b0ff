/** One area of the UN's geographical scheme. */
export interface M49Area {
  code: string;
  name: string;
  parent: string | null;
  /** ISO 3166-1 alpha-2 codes of the countries that lie in this area and in none below it. */
  countries: readonly string[];
}

const area = (code: string, name: string, parent: string | null, countries = ''): M49Area => ({
  code,
  name,
  parent,
  countries: countries === '' ? [] : countries.split(' '),
});

/**
 * The United Nations "Standard country or area codes for statistical use" (M49), geographic regions:
 * https://unstats.un.org/unsd/methodology/m49/. Parents come before their children. The standard
 * knows neither Taiwan (TW) nor Kosovo (XK), and puts Antarctica (AQ) in no region but the world.
 */
export const M49_AREAS: readonly M49Area[] = [
  area('001', 'World', null, 'AQ'),
  area('002', 'Africa', '001'),
  area('015', 'Northern Africa', '002', 'DZ EG EH LY MA SD TN'),
  area('202', 'Sub-Saharan Africa', '002'),
  area(
    '014',
    'Eastern Africa',
    '202',
    'BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW'
  ),
  area('017', 'Middle Africa', '202', 'AO CD CF CG CM GA GQ ST TD'),
  area('018', 'Southern Africa', '202', 'BW LS NA SZ ZA'),
  area('011', 'Western Africa', '202', 'BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG'),
  area('019', 'Americas', '001'),
  area('419', 'Latin America and the Caribbean', '019'),
  area(
    '029',
    'Caribbean',
    '419',
    'AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI'
  ),
  area('013', 'Central America', '419', 'BZ CR GT HN MX NI PA SV'),
  area('005', 'South America', '419', 'AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE'),
  area('021', 'Northern America', '019', 'BM CA GL PM US'),
  area('142', 'Asia', '001'),
  area('143', 'Central Asia', '142', 'KG KZ TJ TM UZ'),
  area('030', 'Eastern Asia', '142', 'CN HK JP KP KR MN MO'),
  area('035', 'South-eastern Asia', '142', 'BN ID KH LA MM MY PH SG TH TL VN'),
  area('034', 'Southern Asia', '142', 'AF BD BT IN IR LK MV NP PK'),
  area('145', 'Western Asia', '142', 'AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE'),
  area('150', 'Europe', '001'),
  area('151', 'Eastern Europe', '150', 'BG BY CZ HU MD PL RO RU SK UA'),
  area('154', 'Northern Europe', '150', 'AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ'),
  area('039', 'Southern Europe', '150', 'AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA'),
  area('155', 'Western Europe', '150', 'AT BE CH DE FR LI LU MC NL'),
  area('009', 'Oceania', '001'),
  area('053', 'Australia and New Zealand', '009', 'AU CC CX HM NF NZ'),
  area('054', 'Melanesia', '009', 'FJ NC PG SB VU'),
  area('057', 'Micronesia', '009', 'FM GU KI MH MP NR PW UM'),
  area('061', 'Polynesia', '009', 'AS CK NU PF PN TK TO TV WF WS'),
];
