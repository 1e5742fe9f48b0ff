import { country, type Country } from './country';

export const OVERSEAS: Country[] = [
  country('AE', 'arabic', ['+971', '50 ### ####'], ['LLC', 'AED', 30], {
    Dubai: '00000',
    'Abu Dhabi': '00000',
    Sharjah: '00000',
  }),
  country('ZA', 'en_ZA', ['+27', '8# ### ####'], ['Pty Ltd', 'ZAR', 40], {
    Johannesburg: '20##',
    'Cape Town': '80##',
    Durban: '40##',
    Pretoria: '00##',
  }),
  country('NG', 'en_NG', ['+234', '803 ### ####'], ['Ltd', 'NGN', 30], {
    Lagos: '10####',
    Abuja: '90####',
    'Port Harcourt': '50####',
    Ibadan: '20####',
  }),
  country('CN', 'chinese', ['+86', '138 #### ####'], ['有限公司', 'CNY', 100], {
    上海: '2000##',
    北京: '1000##',
    深圳: '5180##',
    广州: '5100##',
    杭州: '3100##',
    成都: '6100##',
  }),
  country('JP', 'japanese', ['+81', '90-####-####'], ['株式会社', 'JPY', 90], {
    東京都: '10#-00##',
    大阪市: '53#-00##',
    名古屋市: '45#-00##',
    札幌市: '06#-00##',
    福岡市: '81#-00##',
  }),
  country('KR', 'korean', ['+82', '10-####-####'], ['주식회사', 'KRW', 40], {
    서울: '04###',
    부산: '48###',
    인천: '21###',
    대구: '41###',
  }),
  country('IN', 'en_IN', ['+91', '98### #####'], ['Pvt Ltd', 'INR', 90], {
    Mumbai: '4000##',
    Delhi: '1100##',
    Bengaluru: '5600##',
    Chennai: '6000##',
    Pune: '4110##',
  }),
  country('AU', 'en_AU', ['+61', '4## ### ###'], ['Pty Ltd', 'AUD', 60], {
    Sydney: '20##',
    Melbourne: '30##',
    Brisbane: '40##',
    Perth: '60##',
    Adelaide: '50##',
  }),
  country('NZ', 'en_AU', ['+64', '21 ### ####'], ['Ltd', 'NZD', 20], {
    Auckland: '10##',
    Wellington: '60##',
    Christchurch: '80##',
  }),
  country('US', 'en_US', ['+1', '312 555 01##'], ['Inc.', 'USD', 200], {
    'New York': '100##',
    Chicago: '606##',
    Denver: '802##',
    Seattle: '981##',
    Austin: '787##',
    Boston: '021##',
  }),
  country('CA', 'en_CA', ['+1', '416 555 01##'], ['Inc.', 'CAD', 60], {
    Toronto: 'M5? #?#',
    Vancouver: 'V6? #?#',
    Montréal: 'H3? #?#',
    Calgary: 'T2? #?#',
  }),
  country('MX', 'es_MX', ['+52', '55 #### ####'], ['SA de CV', 'MXN', 40], {
    'Ciudad de México': '06###',
    Guadalajara: '441##',
    Monterrey: '640##',
    Puebla: '720##',
  }),
  country('BR', 'pt_BR', ['+55', '11 9####-####'], ['Ltda', 'BRL', 60], {
    'São Paulo': '01###-###',
    'Rio de Janeiro': '20###-###',
    Curitiba: '80###-###',
    Recife: '50###-###',
  }),
];
