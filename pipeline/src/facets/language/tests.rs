//! Tests of language identification.

use super::*;
use crate::conversation::{Message, Role};

fn conversation(texts: &[&str]) -> Conversation {
    Conversation {
        id: "c".into(),
        account: None,
        timestamp: None,
        messages: texts
            .iter()
            .map(|t| Message {
                role: Role::User,
                content: (*t).into(),
                attachments: Vec::new(),
            })
            .collect(),
        turns: 1,
        ..Conversation::default()
    }
}

/// One everyday request in each language.
const REQUESTS: [(Language, &str); 34] = [
    (
        Language::English,
        "Could you help me plan a birthday party for my daughter?",
    ),
    (
        Language::French,
        "Peux-tu m'aider à écrire une lettre pour mon propriétaire ?",
    ),
    (
        Language::German,
        "Wie kann ich meine alten Fotos am besten sortieren?",
    ),
    (
        Language::Spanish,
        "¿Qué puedo cocinar hoy con arroz y tomates?",
    ),
    (
        Language::Portuguese,
        "Como faço para plantar manjericão na minha varanda?",
    ),
    (
        Language::Italian,
        "Mi puoi consigliare un libro da leggere in vacanza?",
    ),
    (
        Language::Dutch,
        "Hoe maak ik een goede planning voor mijn examens?",
    ),
    (
        Language::Swedish,
        "Jag vill lära mig att spela gitarr, var ska jag börja?",
    ),
    (
        Language::Danish,
        "Hvordan laver jeg en god kage af æbler til i aften?",
    ),
    (
        Language::Norwegian,
        "Hva bør jeg ta med meg på en fjelltur i høst?",
    ),
    (
        Language::Finnish,
        "Miten voin parantaa suomen kielen ääntämistäni?",
    ),
    (
        Language::Polish,
        "Jak mogę przygotować się do rozmowy o pracę?",
    ),
    (
        Language::Czech,
        "Prosím, vysvětli mi, jak funguje elektrický motor.",
    ),
    (
        Language::Slovak,
        "Prosím ťa, napíš mi krátku báseň o jeseni a daždi.",
    ),
    (
        Language::Hungarian,
        "Hogyan készítsek egyszerű vacsorát a gyerekeknek?",
    ),
    (
        Language::Romanian,
        "Ce pot să vizitez într-un weekend în munți?",
    ),
    (
        Language::Croatian,
        "Kako mogu naučiti plivati ako se bojim vode?",
    ),
    (
        Language::Turkish,
        "Sınava çalışmak için nasıl bir plan yapmalıyım?",
    ),
    (
        Language::Vietnamese,
        "Làm thế nào để tôi học tiếng Anh nhanh hơn?",
    ),
    (
        Language::Indonesian,
        "Tolong buatkan saya surat lamaran kerja yang sopan.",
    ),
    (
        Language::Russian,
        "Объясни, пожалуйста, чем отличаются эти два глагола.",
    ),
    (
        Language::Ukrainian,
        "Допоможи мені скласти список покупок на тиждень.",
    ),
    (
        Language::Bulgarian,
        "Как да науча детето си да чете по-бързо?",
    ),
    (
        Language::Serbian,
        "Како да направим добар распоред за учење?",
    ),
    (Language::Greek, "Πώς μπορώ να φτιάξω ψωμί στο σπίτι;"),
    (Language::Arabic, "كيف أكتب رسالة شكر إلى معلمتي؟"),
    (Language::Persian, "چگونه می‌توانم برای سفر برنامه‌ریزی کنم؟"),
    (Language::Urdu, "مجھے اپنے بیٹے کے لیے ایک کہانی چاہیے۔"),
    (Language::Hebrew, "איך אני לומד לנגן בפסנתר בבית?"),
    (
        Language::Hindi,
        "मुझे अपने बगीचे के लिए कुछ सुझाव चाहिए, क्या आप मदद कर सकते हैं?",
    ),
    (Language::Chinese, "请帮我写一份周末旅行的计划。"),
    (Language::Japanese, "来週の会議の議題を考えてください。"),
    (
        Language::Korean,
        "저녁에 만들 수 있는 간단한 요리를 알려 주세요.",
    ),
    (Language::Thai, "ช่วยแนะนำวิธีปลูกผักในกระถางหน่อย"),
];

#[test]
fn an_everyday_request_is_recognised_in_every_language() {
    for (language, text) in REQUESTS {
        assert_eq!(identify(&conversation(&[text])), language, "{text}");
    }
}

#[test]
fn code_numbers_and_emoji_are_unknown() {
    for text in [
        "```python\nfor word in words:\n    print(word)\n```",
        "https://example.org/some/long/path",
        "12 345 678,90",
        "🎉🎉 😀",
        "?",
        "",
        "let total = prices.iter().sum::<f64>();",
    ] {
        assert_eq!(
            identify(&conversation(&[text])),
            Language::Unknown,
            "{text}"
        );
    }
}

#[test]
fn prose_beside_code_decides() {
    let text =
        "为什么这段代码不工作？\n```js\nfunction add(first, second) { return first + second }\n```";
    assert_eq!(identify(&conversation(&[text])), Language::Chinese);
    let text = "Was macht dieser Befehl hier?\n\ndocker run --rm -it -p 8080:8080 image:latest;\n";
    assert_eq!(identify(&conversation(&[text])), Language::German);
}

#[test]
fn all_turns_count_and_one_long_paste_does_not_decide_alone() {
    let pasted = format!(
        "Traduis : {}",
        "the quick brown fox jumps over it ".repeat(10)
    );
    let turns = [
        "Bonjour, peux-tu m'aider à traduire un texte que j'ai reçu de mon voisin ?",
        pasted.as_str(),
        "Merci beaucoup, et comment dit-on cela de façon plus polie dans une lettre officielle ?",
        "Est-ce que tu peux aussi corriger les fautes dans ma réponse avant que je l'envoie ?",
        "Je voudrais que le ton soit un peu plus chaleureux, sans être trop familier avec elle.",
    ];
    assert_eq!(identify(&conversation(&turns)), Language::French);
}

#[test]
fn the_assistant_does_not_decide() {
    let mut conversation = conversation(&["Wie spät ist es in Tokio, wenn hier Mittag ist?"]);
    conversation.messages.push(Message {
        role: Role::Assistant,
        content: "It is evening there, and the shops are about to close for the night.".into(),
        attachments: Vec::new(),
    });
    assert_eq!(identify(&conversation), Language::German);
}

#[test]
fn languages_are_ordered_by_name_and_codes_are_unique() {
    let all = Language::ALL;
    assert!(all[..all.len() - 1].is_sorted_by(|a, b| a.name() < b.name()));
    assert_eq!(all.last(), Some(&Language::Unknown));
    for &language in all {
        assert_eq!(Language::from_code(language.code()), Some(language));
    }
}
