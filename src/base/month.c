#include "base/month.h"

#include <pthread.h>

/*
 * What clocks print for %b, from January on, without the dots of abbreviations, in one locale each: abmon and
 * ab_alt_mon of LC_TIME as glibc's locales have them (localedata/locales).
 */
/* clang-format off */
static const char *const LOCALES[] = {
    "January|February|March|April|May|June|July|August|September|October|November|December",
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec", /* en */
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember", /* de */
    "Jan|Feb|Mrt|Apr|Mei|Jun|Jul|Aug|Sep|Okt|Nov|Des", /* af */
    "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر", /* ar */
    "كانون ال ثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين ال أول|تشرين ال ثاني|كانون ال أول", /* ar */
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول", /* ar */
    "ينا|فبر|مار|أبر|ماي|يون|يول|أغس|سبت|أكت|نوف|ديس", /* ar */
    "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر", /* ar */
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر", /* ar */
    "Yan|Fev|Mar|Apr|May|İyn|İyl|Avq|Sen|Okt|Noy|Dek", /* az */
    "ژانویه|فوریه|مارس|آوریل|مئی|ژوئن|جولای|آقۇست|سپتامبر|اوْکتوْبر|نوْوامبر|دسامبر", /* az */
    "сту|лют|сак|кра|май|чэр|ліп|жні|вер|кас|ліс|сне", /* be */
    "сту|лют|сак|кра|мая|чэр|ліп|жні|вер|кас|ліс|сне", /* be */
    "яну|фев|мар|апр|май|юни|юли|авг|сеп|окт|ное|дек", /* bg */
    "জানু|ফেব|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর", /* bn */
    "Gen|Cʼhw|Meu|Ebr|Mae|Mezh|Gou|Eos|Gwe|Her|Du|Ker", /* br */
    "Jan|Feb|Mar|Apr|Maj|Jun|Jul|Aug|Sep|Okt|Nov|Dec", /* bs */
    "de gen|de febr|de març|d’abr|de maig|de juny|de jul|d’ag|de set|d’oct|de nov|de des", /* ca */
    "gen|febr|març|abr|maig|juny|jul|ag|set|oct|nov|des", /* ca */
    "led|úno|bře|dub|kvě|čen|čec|srp|zář|říj|lis|pro", /* cs */
    "Ion|Chw|Maw|Ebr|Mai|Meh|Gor|Aws|Med|Hyd|Tach|Rha", /* cy */
    "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec", /* da sv */
    "Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez", /* de */
    "Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez", /* de */
    "Ιαν|Φεβ|Μάρ|Απρ|Μάι|Ιούν|Ιούλ|Αύγ|Σεπ|Οκτ|Νοέ|Δεκ", /* el */
    "Ιαν|Φεβ|Μαρ|Απρ|Μαΐ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|Νοε|Δεκ", /* el */
    "ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic", /* es */
    "ene|feb|mar|abr|may|jun|jul|ago|set|oct|nov|dic", /* es */
    "jaan|veebr|märts|apr|mai|juuni|juuli|aug|sept|okt|nov|dets", /* et */
    "urt|ots|mar|api|mai|eka|uzt|abu|ira|urr|aza|abe", /* eu */
    "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اكتبر|نوامبر|دسامبر", /* fa */
    "tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu", /* fi */
    "jan|fév|mar|avr|mai|jun|jui|aoû|sep|oct|nov|déc", /* fr */
    "janv|févr|mars|avril|mai|juin|juil|août|sept|oct|nov|déc", /* fr */
    "Ean|Feabh|Márta|Aib|Beal|Meith|Iúil|Lún|MFómh|DFómh|Samh|Noll", /* ga */
    "Xan|Feb|Mar|Abr|Mai|Xuñ|Xul|Ago|Set|Out|Nov|Dec", /* gl */
    "ינו|פבר|מרץ|אפר|מאי|יונ|יול|אוג|ספט|אוק|נוב|דצמ", /* he */
    "जन॰|फ़र॰|मार्च|अप्रैल|मई|जून|जुल॰|अग॰|सित॰|अक्तू॰|नव॰|दिस॰", /* hi */
    "sij|velj|ožu|tra|svi|lip|srp|kol|ruj|lis|stu|pro", /* hr */
    "jan|febr|márc|ápr|máj|jún|júl|aug|szept|okt|nov|dec", /* hu */
    "Հնվ|Փտր|Մար|Ապր|Մայ|Հնս|Հլս|Օգս|Սեպ|Հոկ|Նմբ|Դեկ", /* hy */
    "Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des", /* id */
    "jan|feb|mar|apr|maí|jún|júl|ágú|sep|okt|nóv|des", /* is */
    "gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic", /* it */
    "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月", /* ja zh */
    "იან|თებ|მარ|აპრ|მაი|ივნ|ივლ|აგვ|სექ|ოქტ|ნოე|დეკ", /* ka */
    "Қаң|Ақп|Нау|Сәу|Мам|Мау|Шіл|Там|Қыр|Қаз|Қар|Жел", /* kk */
    "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월", /* ko */
    "Jan|Feb|Mäe|Abr|Mee|Jun|Jul|Aug|Sep|Okt|Nov|Dez", /* lb */
    "saus|vas|kov|bal|geg|birž|liep|rugp|rugs|spal|lapkr|gruod", /* lt */
    "jan|feb|mar|apr|mai|jūn|jūl|aug|sep|okt|nov|dec", /* lv */
    "јан|фев|мар|апр|мај|јун|јул|авг|сеп|окт|ное|дек", /* mk */
    "जाने|फेब्रु|मार्च|एप्रि|मे|जून|जुलै|ऑग|सप्टें|ऑक्टो|नोव्हें|डिसें", /* mr */
    "Jan|Feb|Mac|Apr|Mei|Jun|Jul|Ogos|Sep|Okt|Nov|Dis", /* ms */
    "jan|feb|mars|april|mai|juni|juli|aug|sep|okt|nov|des", /* nb nn */
    "jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec", /* nl */
    "sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru", /* pl */
    "jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez", /* pt */
    "ian|feb|mar|apr|mai|iun|iul|aug|sep|oct|nov|dec", /* ro */
    "янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек", /* ru */
    "янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек", /* ru */
    "jan|feb|mar|apr|máj|jún|júl|aug|sep|okt|nov|dec", /* sk */
    "jan|feb|mar|apr|maj|jun|jul|avg|sep|okt|nov|dec", /* sl */
    "Jan|Shk|Mar|Pri|Maj|Qer|Kor|Gsh|Sht|Tet|Nën|Dhj", /* sq */
    "јан|феб|мар|апр|мај|јун|јул|авг|сеп|окт|нов|дец", /* sr */
    "ஜன|பிப்|மார்|ஏப்|மே|ஜூன்|ஜூலை|ஆக|செப்|அக்|நவ|டிச", /* ta */
    "జన|ఫిబ్ర|మార్చి|ఏప్రి|మే|జూన్|జులై|ఆగ|సెప్టెం|అక్టో|నవం|డిసెం", /* te */
    "ม.ค|ก.พ|มี.ค|เม.ย|พ.ค|มิ.ย|ก.ค|ส.ค|ก.ย|ต.ค|พ.ย|ธ.ค", /* th */
    "Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara", /* tr */
    "січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру", /* uk */
    "Yan|Fev|Mar|Apr|May|Iyn|Iyl|Avg|Sen|Okt|Noy|Dek", /* uz */
    "Янв|Фев|Мар|Апр|Май|Июн|Июл|Авг|Сен|Окт|Ноя|Дек", /* uz */
    "Thg 1|Thg 2|Thg 3|Thg 4|Thg 5|Thg 6|Thg 7|Thg 8|Thg 9|Thg 10|Thg 11|Thg 12", /* vi */
    "一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|十一月|十二月", /* zh */
};
/* clang-format on */

/* Does the word at the start of `s` end after `n` bytes? */
static bool word_ends(struct str s, size_t n)
{
    unsigned char c = n < s.n ? (unsigned char)s.p[n] : ' ';
    bool letter = (unsigned)((c | 32) - 'a') < 26, digit = (unsigned)(c - '0') < 10;
    return !letter && !digit && c < 0x80;
}

static bool begins_with(struct str s, struct str name)
{
    return s.n >= name.n && word_ends(s, name.n) && str_eq_nocase(str_head(s, name.n), name);
}

static int english(struct str s)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int m = 0; m < 12 && s.n >= 3; m++)
        if (memcmp(s.p, names + 3 * m, 3) == 0)
            return word_ends(s, 3) ? m + 1 : 0;
    return 0;
}

/*
 * The names of all locales by the first two bytes of each, so that a word is compared with the few that begin
 * as it does: most words are no months. Letters are folded as str_eq_nocase folds them.
 */
enum { NAMES = COUNT_OF(LOCALES) * 12, CHAINS = 1 << 10 };

struct month_name {
    struct str name;
    int month;
    const struct month_name *next; /* of its chain */
};

static struct month_name month_names[NAMES];
static const struct month_name *chains[CHAINS];
static pthread_once_t chained = PTHREAD_ONCE_INIT;

static unsigned chain_of(struct str s)
{
    unsigned char a = (unsigned char)s.p[0], b = (unsigned char)s.p[1];
    return ((a | 32u) * 32u + (b | 32u)) % CHAINS;
}

static void chain_all(void)
{
    struct month_name *to = month_names;
    struct str rest, name;
    for (size_t i = 0; i < COUNT_OF(LOCALES); i++) {
        rest = str_z(LOCALES[i]);
        for (int m = 1; str_split(&rest, '|', &name); m++) {
            const struct month_name **chain = &chains[chain_of(name)];
            *to = (struct month_name){name, m, *chain};
            *chain = to++;
        }
    }
}

static const struct month_name *chain_at(struct str s)
{
    pthread_once(&chained, chain_all);
    return s.n < 2 ? NULL : chains[chain_of(s)];
}

size_t month_at(struct str s, int *month)
{
    size_t found_n = 0;
    int found = english(s);
    if (found) {
        *month = found;
        return 3 + (s.n > 3 && s.p[3] == '.');
    }
    for (const struct month_name *m = chain_at(s); m; m = m->next) {
        size_t n = m->name.n;
        if (n < found_n || !begins_with(s, m->name) || (n == found_n && m->month == found))
            continue;
        found = n == found_n ? -1 : m->month; /* a name of two months tells neither */
        found_n = n;
    }
    if (found <= 0)
        return 0;
    *month = found;
    return found_n + (s.n > found_n && s.p[found_n] == '.');
}
