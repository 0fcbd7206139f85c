//! What a person wants an assistant to do, from a closed list.

/// The kind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum SpeechAct {
    /// A question.
    Ask,
    /// Explain or define something.
    Explain,
    /// Write a text.
    Write,
    /// Improve or change a given text.
    Rewrite,
    /// Find what is wrong and put it right.
    Fix,
    /// Write a program.
    Code,
    /// Translate.
    Translate,
    /// Shorten to what matters.
    Summarise,
    /// Make a plan, outline or schedule.
    Plan,
    /// Think of ideas or names.
    Brainstorm,
    /// Produce something: a list, a table, a description.
    Create,
    /// Say what is best.
    Recommend,
    /// Look something up.
    Find,
    /// Do something in the world: book, buy, send, play.
    Book,
    /// Set things side by side.
    Compare,
    /// Judge, classify or take apart something given.
    Analyse,
    /// Work out a number or a proof.
    Calculate,
    /// Play a part.
    RolePlay,
    /// Keep to rules that the person lays down.
    Instruct,
    /// Be there for someone in trouble.
    Support,
    /// Talk.
    Chat,
    /// Nothing that was recognised.
    #[default]
    Other,
}

impl SpeechAct {
    /// All acts, in the order of their numbers.
    pub const ALL: [Self; 22] = [
        Self::Ask,
        Self::Explain,
        Self::Write,
        Self::Rewrite,
        Self::Fix,
        Self::Code,
        Self::Translate,
        Self::Summarise,
        Self::Plan,
        Self::Brainstorm,
        Self::Create,
        Self::Recommend,
        Self::Find,
        Self::Book,
        Self::Compare,
        Self::Analyse,
        Self::Calculate,
        Self::RolePlay,
        Self::Instruct,
        Self::Support,
        Self::Chat,
        Self::Other,
    ];

    /// Its key in data files and as a facet value.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Explain => "explain",
            Self::Write => "write",
            Self::Rewrite => "rewrite",
            Self::Fix => "fix",
            Self::Code => "code",
            Self::Translate => "translate",
            Self::Summarise => "summarise",
            Self::Plan => "plan",
            Self::Brainstorm => "brainstorm",
            Self::Create => "create",
            Self::Recommend => "recommend",
            Self::Find => "find",
            Self::Book => "book",
            Self::Compare => "compare",
            Self::Analyse => "analyse",
            Self::Calculate => "calculate",
            Self::RolePlay => "roleplay",
            Self::Instruct => "instruct",
            Self::Support => "support",
            Self::Chat => "chat",
            Self::Other => "other",
        }
    }

    /// The act of a `key`.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_numbers_agree() {
        for (number, act) in SpeechAct::ALL.into_iter().enumerate() {
            assert_eq!(act as usize, number);
            assert_eq!(SpeechAct::of_key(act.key()), Some(act));
        }
    }
}
