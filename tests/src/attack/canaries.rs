//! (a) Canaries: unique strings of ten kinds in five scripts, at every place that an input has.
//!
//! Each stands in so many conversations of so few accounts that it just fails to be supported (sixteen
//! conversations by four accounts), or in many conversations of one account: what the gate must tell apart
//! from what may be shown. A canary has come out where its unique part is anywhere in what can be seen.

mod finder;

use serde_json::{Value, json};

pub use self::finder::{Finder, Searched};
use super::desk::Desk;

/// What a canary poses as, in the order of `PHRASES`.
pub const KINDS: [&str; 10] = [
    "name",
    "diagnosis",
    "address",
    "key",
    "rare word",
    "e-mail",
    "handle",
    "employer",
    "home town",
    "file number",
];

/// Scripts, in the order of `PHRASES` and `SYLLABLES`.
pub const SCRIPTS: [&str; 5] = ["Latin", "Cyrillic", "Arabic", "Han", "Hangul"];

/// What a unique part is made of: four of the script's sixteen.
const SYLLABLES: [&str; 5] = [
    "vel quo zim tha bru nek ost phi glu wex yor dra kli mun sab ent",
    "вел кво зим тха бру нек ост фи глу вех йор дра кли мун саб энт",
    "فل قو زم ثا بر نك وس في غل وخ يو در كل من سب عت",
    "鬯 鬻 龘 靐 齉 麤 灪 爨 癵 籱 麷 鸜 虪 蠿 豔 讟",
    "벨 쿼 짐 싸 브 넥 옷 피 글 웩 욜 드 클 문 샙 엔",
];

/// One sentence a kind, for every script; the braces are the unique part.
const PHRASES: [[&str; 10]; 5] = [
    [
        "My name is {} and I need this today.",
        "I was diagnosed with {} last spring.",
        "I live at 14 {} Street.",
        "My key is sk-{}9341.",
        "What does {} mean?",
        "Write to {}@mail.example.",
        "My handle is @{}.",
        "I work for {} Ltd.",
        "I grew up in {}.",
        "My file number is {}-20417.",
    ],
    [
        "Меня зовут {}, это нужно сегодня.",
        "Мне поставили диагноз {}.",
        "Я живу на улице {} 14.",
        "Мой ключ sk-{}9341.",
        "Что значит слово {}?",
        "Пишите на {}@mail.example.",
        "Мой ник @{}.",
        "Я работаю в компании {}.",
        "Я вырос в городе {}.",
        "Номер дела {}-20417.",
    ],
    [
        "اسمي {} وأحتاج هذا اليوم.",
        "شخصني الطبيب بمرض {}.",
        "أسكن في شارع {} 14.",
        "مفتاحي sk-{}9341.",
        "ما معنى كلمة {}؟",
        "اكتب إلى {}@mail.example.",
        "حسابي @{}.",
        "أعمل في شركة {}.",
        "نشأت في {}.",
        "رقم ملفي {}-20417.",
    ],
    [
        "我叫{},今天需要。",
        "我被诊断为{}。",
        "我住在{}路14号。",
        "我的密钥是sk-{}9341。",
        "{}是什么意思?",
        "请写信到{}@mail.example。",
        "我的账号是@{}。",
        "我在{}公司工作。",
        "我在{}长大。",
        "我的档案号是{}-20417。",
    ],
    [
        "제 이름은 {}입니다.",
        "{} 진단을 받았어요.",
        "{}로 14에 살아요.",
        "제 키는 sk-{}9341.",
        "{} 무슨 뜻이에요?",
        "{}@mail.example 로 보내 주세요.",
        "제 아이디는 @{}.",
        "{} 회사에서 일해요.",
        "{}에서 자랐어요.",
        "제 번호는 {}-20417.",
    ],
];

/// What the people around a canary ask for: so that they lie in groups large enough to be released.
const REQUESTS: [[&str; 2]; 5] = [
    [
        "Please help me write a cover letter for a job.",
        "How do I fix an error in my Python program?",
    ],
    [
        "Помогите написать сопроводительное письмо.",
        "Как исправить ошибку в программе на Python?",
    ],
    [
        "ساعدني في كتابة رسالة تقديم لوظيفة.",
        "كيف أصلح خطأ في برنامج بايثون؟",
    ],
    ["请帮我写一封求职信。", "怎么修复Python程序里的错误?"],
    [
        "자기소개서 쓰는 것을 도와주세요.",
        "파이썬 프로그램의 오류를 어떻게 고치나요?",
    ],
];

/// Where in a record a canary stands.
pub const PLACES: [&str; 27] = [
    "start of a message",
    "middle of a message",
    "end of a message",
    "a whole message",
    "a later message",
    "the assistant's reply",
    "the system prompt",
    "a tool's answer",
    "a code block",
    "a link",
    "a metadata key",
    "a metadata value",
    "a nested key",
    "a nested value",
    "the title",
    "the model's name",
    "the country",
    "a list",
    "the conversation's id",
    "the account's id",
    "a tool call's arguments",
    "an attachment's name",
    "beyond the length limit",
    "the time",
    "a role",
    "an unknown key of a message",
    "a record that is no JSON",
];

/// Accounts of a canary that is spread, one fewer than a cell's or a word's support needs.
const FEW_ACCOUNTS: usize = 4;

/// Conversations of such a canary: one more than a cell needs.
const SPREAD: usize = 16;

/// Conversations of a canary that one account repeats.
const REPEATED: usize = 24;

/// One string that must not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canary {
    /// Index into [`KINDS`].
    pub kind: usize,
    /// Index into [`SCRIPTS`].
    pub script: usize,
    /// Index into [`PLACES`].
    pub place: usize,
    /// The part that is nowhere else.
    pub core: String,
}

/// `count` canaries: kinds, scripts and places in turn.
#[must_use]
pub fn canaries(count: usize) -> Vec<Canary> {
    (0..count)
        .map(|i| {
            let script = i % SCRIPTS.len();
            let syllables: Vec<&str> = SYLLABLES[script].split(' ').collect();
            let size = syllables.len();
            // A step without a divisor in common with size⁴, so that no two canaries are alike.
            let mut left = (i * 7_919 + 4_057) % size.pow(4);
            let mut core = String::new();
            for _ in 0..4 {
                core.push_str(syllables[left % size]);
                left /= size;
            }
            Canary {
                kind: i / SCRIPTS.len() % KINDS.len(),
                script,
                place: i % PLACES.len(),
                core,
            }
        })
        .collect()
}

impl Canary {
    /// The sentence that holds it.
    #[must_use]
    pub fn phrase(&self) -> String {
        PHRASES[self.script][self.kind].replace("{}", &self.core)
    }

    /// The line of one conversation with the canary in it.
    fn line(&self, id: &str, account: &str, copy: usize) -> String {
        let request = REQUESTS[self.script][copy % 2];
        let (phrase, core) = (self.phrase(), self.core.as_str());
        let say = |content: String| {
            json!([
                {"role": "user", "content": content},
                {"role": "assistant", "content": "Here is how."},
            ])
        };
        let mut line = json!({
            "conversation_id": id,
            "account_id": account,
            "timestamp": format!("2026-03-{:02}T10:00:00Z", 1 + copy % 27),
            "messages": say(request.to_owned()),
        });
        let messages = |first: Vec<Value>| {
            let mut all = first;
            all.extend(say(request.to_owned()).as_array().expect("a list").clone());
            Value::Array(all)
        };
        match PLACES[self.place] {
            "start of a message" => line["messages"] = say(format!("{phrase} {request}")),
            "middle of a message" => {
                line["messages"] = say(format!("{request} {phrase} {request}"));
            }
            "end of a message" => line["messages"] = say(format!("{request} {phrase}")),
            "a whole message" => line["messages"] = say(core.to_owned()),
            "a later message" => {
                line["messages"] = messages(vec![
                    json!({"role": "user", "content": request}),
                    json!({"role": "assistant", "content": "Tell me more."}),
                    json!({"role": "user", "content": phrase}),
                    json!({"role": "assistant", "content": "Thanks."}),
                ]);
            }
            "the assistant's reply" => line["messages"][1]["content"] = json!(phrase),
            "the system prompt" => {
                line["messages"] = messages(vec![json!({"role": "system", "content": phrase})]);
            }
            "a tool's answer" => {
                line["messages"] = messages(vec![
                    json!({"role": "user", "content": request}),
                    json!({"role": "tool", "name": core, "content": phrase}),
                ]);
            }
            "a code block" => {
                line["messages"] = say(format!("{request}\n```\nlet {core} = 1;\n```"));
            }
            "a link" => {
                line["messages"] = say(format!("{request} https://{core}.example/{core}?q={core}"));
            }
            "a metadata key" => line[core] = json!("yes"),
            "a metadata value" => line["channel"] = json!(core),
            "a nested key" => line["meta"] = json!({core: {core: "yes"}}),
            "a nested value" => line["meta"] = json!({"source": {"name": core}}),
            "the title" => line["title"] = json!(phrase),
            "the model's name" => line["model"] = json!(core),
            "the country" => line["country"] = json!(core),
            "a list" => line["tags"] = json!([core, phrase]),
            "the conversation's id" => line["conversation_id"] = json!(format!("{core}-{copy}")),
            "the account's id" => line["account_id"] = json!(format!("{core}-{account}")),
            "a tool call's arguments" => {
                line["messages"][1]["tool_calls"] =
                    json!([{"type": "function", "function": {"name": core, "arguments": phrase}}]);
            }
            "an attachment's name" => {
                line["messages"][0]["content"] = json!([
                    {"type": "text", "text": request},
                    {"type": "file", "file": {"filename": core, "file_data": phrase}},
                ]);
            }
            "beyond the length limit" => {
                line["messages"] = say(format!("{request} {} {phrase}", "word ".repeat(20_000)));
            }
            "the time" => line["timestamp"] = json!(core),
            "a role" => line["messages"][1]["role"] = json!(core),
            "an unknown key of a message" => line["messages"][0][core] = json!(phrase),
            _ => return format!("{{\"conversation_id\": \"{id}\", \"messages\": [{phrase}"),
        }
        line.to_string()
    }

    /// All its conversations: sixteen by four accounts, or every seventh canary many by one.
    fn lines(&self, number: usize, copies: usize) -> Vec<String> {
        let one_account = number % 7 == 6;
        let count = if one_account { REPEATED } else { SPREAD }.min(copies);
        (0..count)
            .map(|copy| {
                let account = if one_account { 0 } else { copy % FEW_ACCOUNTS };
                self.line(
                    &format!("planted-{number}-{copy}"),
                    &format!("account-{number}-{account}"),
                    copy,
                )
            })
            .collect()
    }
}

/// Writes an input with all canaries, at most `copies` conversations each, among `background` made-up
/// conversations.
pub fn plant(
    desk: &Desk,
    canaries: &[Canary],
    copies: usize,
    background: usize,
    seed: u64,
) -> std::path::PathBuf {
    let mut lines: Vec<String> = desk
        .background(background, seed)
        .iter()
        .map(Value::to_string)
        .collect();
    for (number, canary) in canaries.iter().enumerate() {
        lines.extend(canary.lines(number, copies));
    }
    desk.write("canaries.jsonl", lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests;
