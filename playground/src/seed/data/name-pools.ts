import { slug } from '../slug';

/**
 * Names by hand, each with the spelling that mail addresses use: for scripts such an address cannot
 * be derived from, and for countries whose names the generator takes from all over the world.
 */
type Pool = { family: [string, string][]; given: [string, string][] };

const pairs = (text: string): [string, string][] =>
  text.split(' ').map((pair) => pair.split('/') as [string, string]);

const latin = (text: string): [string, string][] =>
  text.split(' ').map((name) => [name, slug(name)]);

export const NAME_POOLS = {
  chinese: {
    family: pairs(
      '王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 赵/zhao 黄/huang 周/zhou 吴/wu 徐/xu 孙/sun 胡/hu 朱/zhu 高/gao 林/lin 何/he 郭/guo 马/ma 罗/luo'
    ),
    given: pairs(
      '伟/wei 芳/fang 娜/na 敏/min 静/jing 丽/li 强/qiang 磊/lei 军/jun 洋/yang 勇/yong 艳/yan 杰/jie 涛/tao 明/ming 超/chao 秀英/xiuying 桂英/guiying 志强/zhiqiang 建华/jianhua 晓燕/xiaoyan 海燕/haiyan 文博/wenbo 雨桐/yutong'
    ),
  },
  japanese: {
    family: pairs(
      '佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 伊藤/ito 渡辺/watanabe 山本/yamamoto 中村/nakamura 小林/kobayashi 加藤/kato 吉田/yoshida 山田/yamada 佐々木/sasaki 山口/yamaguchi 松本/matsumoto 井上/inoue 木村/kimura 清水/shimizu 林/hayashi 斎藤/saito'
    ),
    given: pairs(
      '翔太/shota 蓮/ren 大翔/hiroto 悠真/yuma 健太/kenta 直樹/naoki 拓也/takuya 浩/hiroshi 誠/makoto 隆/takashi 陽菜/hina 結衣/yui 美咲/misaki さくら/sakura 葵/aoi 恵子/keiko 由美/yumi 明美/akemi 真由美/mayumi 裕子/yuko'
    ),
  },
  korean: {
    family: pairs(
      '김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon 장/jang 임/lim 한/han 오/oh'
    ),
    given: pairs(
      '민준/minjun 서준/seojun 도윤/doyun 예준/yejun 시우/siwoo 지호/jiho 서연/seoyeon 지우/jiwoo 서현/seohyun 민서/minseo 하은/haeun 수빈/subin 지민/jimin 현우/hyunwoo 성민/sungmin 은지/eunji'
    ),
  },
  arabic: {
    family: pairs(
      'Al-Mansoori/almansoori Al-Hashimi/alhashimi Haddad/haddad Khalil/khalil Nasser/nasser Saleh/saleh Farouk/farouk Aziz/aziz Rahman/rahman Qasim/qasim'
    ),
    given: pairs(
      'Ahmed/ahmed Omar/omar Khalid/khalid Yusuf/yusuf Hassan/hassan Tariq/tariq Fatima/fatima Aisha/aisha Layla/layla Mariam/mariam Noor/noor Salma/salma'
    ),
  },
  british: {
    family: latin(
      'Smith Jones Taylor Brown Wilson Evans Thomas Roberts Walker Wright Robinson Thompson Hughes Edwards Green Hall Wood Harris Clarke Patel Khan Campbell Stewart Murray Morgan Davies'
    ),
    given: latin(
      'Oliver George Harry Jack Thomas James William Charlie Daniel Edward Amelia Olivia Emily Isla Grace Sophie Charlotte Alice Lucy Hannah Imogen Eleanor Rhys Callum Priya Zara'
    ),
  },
  irish: {
    family: latin(
      "Murphy Kelly O'Sullivan Walsh O'Brien Byrne Ryan O'Connor Doyle McCarthy Gallagher Doherty Kennedy Lynch Quinn Nolan Brennan Burke Fitzgerald Kavanagh"
    ),
    given: latin(
      'Seán Conor Cillian Patrick Liam Eoin Fionn Darragh Oisín Declan Aoife Saoirse Niamh Ciara Róisín Sinéad Orla Caoimhe Gráinne Maeve'
    ),
  },
} satisfies Record<string, Pool>;

export type PoolKey = keyof typeof NAME_POOLS;

/** Whether names of this language come from a pool. */
export const hasPool = (key: string): key is PoolKey => key in NAME_POOLS;
