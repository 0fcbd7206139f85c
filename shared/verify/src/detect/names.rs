//! Names of people, organisations and places: by lists, and by the words that introduce them.

mod endings;
mod lists;
mod said;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use self::lists::LISTS;
use super::rule::{Match, Rule, always};
use super::{Finding, Kind};
use kleio_shared::text::is_stop;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kind: Kind::Person,
        pattern: r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Herr|Frau|Monsieur|Madame|Mme|Mlle|Se[ñn]or|Se[ñn]ora|Sr|Sra|Do[ñn]a|Signor|Signora|Dott|Dra|Pan|Pani|Sayın|Nurse|Officer|Judge|Captain|Господин|Госпожа)\b\.?\s(\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}\.)?(?:\s\p{Lu}[\p{L}'’-]+){0,2})",
        accept: is_no_heading,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"\b(?i:my name is|my name's|i am called|call me|name\s?[:=]|signed by|regards,|sincerely,|mein name ist|ich hei(?:ß|ss)e|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome [èe]|meu nome [ée]|me chamo|mijn naam is|nazywam si[ęe]|benim ad[ıi]m|nama saya|меня зовут|моё имя)\s{1,3}(\p{Lu}[\p{L}'’-]+(?:\s(?:de|da|van|von|der|bin|al|el)\s)?(?:\s\p{Lu}\.)?(?:\s\p{Lu}[\p{L}'’-]+){0,3})",
        accept: is_no_heading,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"\b(?i:(?:my |full |first |last )name is|my name's|name is|name|this is|i am|i'm|im|its|it's)\s([a-z]{3,14}\s[a-z]{3,14})\b",
        accept: is_listed,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"\b(?i:(?:my |full |first |last )name is|my name's|name is|this is|i am|i'm|im)\s([a-z]{3,14})\b",
        accept: is_listed,
    },
    // A whole message that is a name and nothing else.
    Rule {
        kind: Kind::Person,
        pattern: r"^\s*([\p{L}'-]{3,14}\s[\p{L}'-]{3,16})[\s.!]*$",
        accept: begins_with_given,
    },
    // Family name, given name and name of the father in Russian.
    Rule {
        kind: Kind::Person,
        pattern: r"\p{Lu}[а-яё]+\s(?:\p{Lu}[а-яё]+\s)?\p{Lu}[а-яё]+(?:ович|евич|ич|овна|евна|ична)(?:\s\p{Lu}[а-яё]+)?",
        accept: always,
    },
    // Chinese: one of the common family names, and one or two characters, where it is said to be a name.
    Rule {
        kind: Kind::Person,
        pattern: r"(?:我叫|我是|名叫|叫做|姓名[:：]?|名字是|名字叫)\s?([王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文]\p{Han}{1,2})",
        accept: always,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"([王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔崔康毛邱秦江史顾顧侯邵孟]\p{Han}{0,2})(?:先生|女士|小姐|太太|老师|老師|医生|醫生|同学|同學|教授|经理|經理)",
        accept: always,
    },
    // Japanese and Korean.
    Rule {
        kind: Kind::Person,
        pattern: r"(?:私の名前は|名前は|氏名[:：]?\s?|私は)(\p{Han}{2,5}|\p{Katakana}{2,8})(?:です|と申します|といいます|\s|$)",
        accept: always,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"(\p{Han}{2,4})(?:さん|様|氏|くん|ちゃん)",
        accept: is_no_common_address,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"(?:제 이름은|이름은|이름:|저는)\s?([김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노하곽성차주우구민]\p{Hangul}{2})(?:이고|이며|입니다|이에요|예요|\s|$)",
        accept: always,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"([김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노]\p{Hangul}{2})\s?(?:씨|님|선생님|과장|부장|대리)",
        accept: is_no_common_address,
    },
    Rule {
        kind: Kind::Person,
        pattern: r"(?:اسمي|أدعى|السيد|السيدة|الدكتور|الدكتورة)\s+(\p{Arabic}{3,12}(?:\s\p{Arabic}{3,12})?)",
        accept: always,
    },
    Rule {
        kind: Kind::Organisation,
        pattern: r"\b(?:\p{Lu}[\p{L}\d&.'’-]*,?\s){1,4}(?:Inc|LLC|LLP|Ltd|Limited|GmbH|AG|Corp|Corporation|Company|Co|Group|Holdings|PLC|Pty|SARL|SAS|Bank|University|College|Academy|Institute|Hospital|Clinic|Foundation|Associates|Partners|Industries|Laboratories|Labs|Pharmacy|Airlines|Systems|Solutions|Technologies|Consulting|Insurance|Medical Center|Health System|High School|Elementary School|Law Firm|Police Department)\b\.?",
        accept: always,
    },
    Rule {
        kind: Kind::Organisation,
        pattern: r"\b(?:University|Bank|Universit[éàä]t?|Universidad|Universidade|Hospital|H[ôo]pital|Institut|Instituto|Banco|Banca|Banque|Ministry|Department|Clínica)\s(?:of|de|de la|del|di|do|da|für|f[üu]r)\s(?:the\s)?\p{Lu}\p{L}+(?:\s(?:of\s)?\p{Lu}\p{L}+){0,3}",
        accept: always,
    },
    Rule {
        kind: Kind::Organisation,
        pattern: r"(?:\p{Han}{2,10}(?:公司|大学|大學|医院|醫院|银行|銀行|集团|集團|株式会社|学院|中学|小学)|株式会社[\p{Han}\p{Katakana}]{2,12})",
        accept: always,
    },
];

/// "Dr Appointment", "Mr Speaker": a word that stands in no list after a title is a name all the
/// same, unless it is a word of grammar.
fn is_no_heading(found: &Match<'_>) -> bool {
    let first = found.text.split_whitespace().next().unwrap_or_default();
    !is_stop(&first.to_lowercase()) && first.chars().count() > 1
}

/// Every word is in a list of names, the first one in that of given names.
fn is_listed(found: &Match<'_>) -> bool {
    let mut words = found.text.split_whitespace();
    let first = words.next().map(lists::plain);
    first.is_some_and(|first| LISTS.is_given(&first) && !LISTS.is_word(&first))
        && words.all(|word| {
            let word = lists::plain(word);
            LISTS.is_family(&word) || LISTS.is_given(&word)
        })
}

/// The first word is a given name, and none of the others is a word of grammar.
fn begins_with_given(found: &Match<'_>) -> bool {
    let mut words = found.text.split_whitespace();
    let first = words.next().map(lists::plain);
    first.is_some_and(|first| LISTS.is_given(&first))
        && words.all(|word| !is_stop(&word.to_lowercase()) && !LISTS.is_place(&lists::plain(word)))
}

/// Ways to address anyone: "customer", "everyone", "doctor".
fn is_no_common_address(found: &Match<'_>) -> bool {
    const COMMON: [&str; 26] = [
        "皆",
        "客",
        "患者",
        "医者",
        "奥",
        "母",
        "父",
        "姉",
        "兄",
        "神",
        "王",
        "店員",
        "先輩",
        "彼氏",
        "摂氏",
        "華氏",
        "御客",
        "担当者",
        "利用者",
        "読者",
        "고객",
        "선생",
        "여러분",
        "이용자",
        "전문가",
        "주인",
    ];
    !COMMON.iter().any(|common| found.text.ends_with(common))
}

static WORD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{M}][\p{L}\p{M}'’-]*").ok());

/// A word as written, and what it is looked up by.
struct Word {
    range: Range<usize>,
    plain: String,
    capital: bool,
}

impl Word {
    /// Whether it may stand in a name that no list has: not a word of grammar, and no place.
    fn may_be_a_name(&self) -> bool {
        self.plain.len() > 2 && !is_stop(&self.plain) && !LISTS.is_place(&self.plain)
    }
}

/// People and places by the lists.
pub(super) fn find(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let words = words(text);
    findings.extend(said::find(text, &words));
    let mut next = 0;
    while let Some(word) = words.get(next) {
        let found = person(text, &words[next..]).or_else(|| place(text, &words[next..]));
        if let Some((kind, count)) = found {
            let end = words[next + count - 1].range.end;
            findings.push(Finding {
                kind,
                range: word.range.start..end,
            });
            next += count;
        } else {
            next += 1;
        }
    }
    findings.extend(LISTS.places_without_spaces(text).map(|range| Finding {
        kind: Kind::Place,
        range,
    }));
    findings
}

fn words(text: &str) -> Vec<Word> {
    let Some(pattern) = &*WORD else {
        return Vec::new();
    };
    let word = |found: regex::Match<'_>| {
        let written = found.as_str();
        let stem = written
            .strip_suffix("'s")
            .or_else(|| written.strip_suffix("’s"))
            .unwrap_or(written)
            .trim_end_matches(['\'', '’', '-']);
        Word {
            range: found.start()..found.start() + stem.len(),
            plain: lists::plain(stem),
            capital: stem.chars().next().is_some_and(char::is_uppercase),
        }
    };
    pattern.find_iter(text).map(word).collect()
}

/// The person whose name begins with the first of `words`, and how many words it has.
fn person(text: &str, words: &[Word]) -> Option<(Kind, usize)> {
    let first = words.first()?;
    if let Some(count) = endings::person(text, words) {
        return Some((Kind::Person, count));
    }
    let given = LISTS.is_given(&first.plain);
    let word_too = LISTS.is_word(&first.plain);
    let initial =
        first.capital && first.range.len() == 1 && text[first.range.end..].starts_with('.');
    if !given && !word_too && !initial {
        return None;
    }
    let mut at = 1;
    while let Some(middle) = words.get(at) {
        let joined = gap(text, &words[at - 1], middle);
        let middle_initial = middle.range.len() == 1 && middle.capital;
        if joined && (middle_initial || PARTICLES.contains(&middle.plain.as_str())) {
            at += 1;
        } else {
            break;
        }
    }
    let last = words.get(at).filter(|last| gap(text, &words[at - 1], last));
    let family = last.is_some_and(|last| {
        let listed = LISTS.is_family(&last.plain) || (given && LISTS.is_given(&last.plain));
        let capital = first.capital && last.capital;
        let unlisted = given && capital && !LISTS.is_place(&last.plain) && !is_stop(&last.plain);
        let lower = given
            && first.plain.len() >= 4
            && last.plain.len() >= 4
            && LISTS.is_family_only(&last.plain);
        (capital && (listed || (unlisted && last.plain.len() > 2))) || (!first.capital && lower)
    });
    if family {
        // A second family name, as in Spanish.
        let second = words.get(at + 1).is_some_and(|second| {
            second.capital && gap(text, &words[at], second) && LISTS.is_family_only(&second.plain)
        });
        return Some((Kind::Person, at + 1 + usize::from(second)));
    }
    (given && first.capital).then_some((Kind::GivenName, 1))
}

const PARTICLES: [&str; 18] = [
    "de", "da", "van", "von", "der", "den", "di", "del", "la", "le", "bin", "ibn", "al", "el",
    "dos", "das", "du", "ter",
];

/// Whether only a space, perhaps after the point of an initial, stands between two words.
fn gap(text: &str, first: &Word, second: &Word) -> bool {
    let between = text
        .get(first.range.end..second.range.start)
        .unwrap_or_default();
    between == " "
        || (between == ". " && first.range.len() == 1)
        || (between == "." && first.range.len() == 1)
}

/// The place that begins with the first of `words`, and how many words it has.
fn place(text: &str, words: &[Word]) -> Option<(Kind, usize)> {
    let first = words.first().filter(|first| first.capital)?;
    let mut name = first.plain.clone();
    let mut found = LISTS.is_place(&name).then_some((Kind::Place, 1));
    for (at, pair) in words.windows(2).take(3).enumerate() {
        if !gap(text, &pair[0], &pair[1]) {
            break;
        }
        name.push('-');
        name.push_str(&pair[1].plain);
        if LISTS.is_place(&name) {
            found = Some((Kind::Place, at + 2));
        }
    }
    found
}
