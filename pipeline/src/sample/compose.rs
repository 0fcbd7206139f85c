//! Puts the words of a language together into requests, later messages and replies.

use super::dice::{Dice, chance, pick, shuffle, weighted};
use super::material::{Block, Bound, Voice};
use super::plan::{Language, Replies, Topic};
use super::style;
use super::template::Template;

/// One conversation's subject, and the words for it.
pub(super) struct Speaker<'a> {
    voice: &'a Voice,
    language: &'a Language,
    replies: Replies,
    topic: &'a Block,
    subtopic: &'a Block,
}

impl<'a> Speaker<'a> {
    /// Words for `subtopic` of `topic`; `None` where the language has none.
    pub(super) fn new(
        voice: &'a Voice,
        language: &'a Language,
        topic: &Topic,
        subtopic: usize,
    ) -> Option<Self> {
        let name = format!("{}/{}", topic.id, topic.subtopics.get(subtopic)?);
        Some(Self {
            voice,
            language,
            replies: topic.replies,
            topic: voice.block(&topic.id)?,
            subtopic: voice.block(&name)?,
        })
    }

    /// The first message: a few words, a question, or a question with its circumstances.
    pub(super) fn request(&self, dice: &mut Dice) -> String {
        let prose = match weighted(dice, &[0.2, 0.42, 0.38]) {
            0 => self.terse(dice),
            1 => self.plain(dice),
            _ => self.detailed(dice),
        };
        let mut text = style::type_it(prose, &self.language.code, dice);
        if chance(dice, 0.45)
            && let Some(pasted) = pick(dice, &self.subtopic.pasted)
        {
            text.push_str("\n\n");
            text.push_str(&self.say(pasted, dice));
        }
        text
    }

    /// A request of the campaign: one skeleton, changed words.
    pub(super) fn campaign(&self, dice: &mut Dice) -> String {
        self.one_of("campaign", dice)
    }

    /// `count` later messages, none of them twice.
    pub(super) fn later(&self, count: usize, dice: &mut Dice) -> Vec<String> {
        let mut pool: Vec<&Template> = self.topic.follow.iter().collect();
        if self.replies == Replies::Help {
            pool.extend(self.voice.list("follow"));
        }
        shuffle(dice, &mut pool);
        (0..count)
            .map(|_| match pool.pop() {
                Some(template) if chance(dice, 0.8) => {
                    style::type_it(self.say(template, dice), &self.language.code, dice)
                }
                _ => self.ask(dice),
            })
            .collect()
    }

    /// `count` replies of the assistant; advice comes back only when all of it was given.
    pub(super) fn replies(&self, count: usize, dice: &mut Dice) -> Vec<String> {
        let mut advice = Vec::new();
        (0..count)
            .map(|_| match self.replies {
                Replies::Support => self.one_of("support", dice),
                Replies::Decline if chance(dice, 0.12) => self.one_of("safe", dice),
                Replies::Decline => self.one_of("decline", dice),
                Replies::Help => self.help(&mut advice, dice),
            })
            .collect()
    }

    /// One sentence from a list of the language, with values bound to slots.
    pub(super) fn bound(
        &self,
        list: &str,
        values: &[(&'static str, &str)],
        dice: &mut Dice,
    ) -> String {
        let mut text = String::new();
        if let Some(template) = pick(dice, self.voice.list(list)) {
            template.render(
                dice,
                &Bound {
                    voice: self.voice,
                    values,
                },
                &mut text,
            );
        }
        text
    }

    /// A sentence put behind a text.
    pub(super) fn append(&self, text: &mut String, sentence: &str) {
        if self.language.spaces && !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        text.push_str(sentence);
    }

    fn terse(&self, dice: &mut Dice) -> String {
        match pick(dice, &self.subtopic.tasks) {
            Some(task) => {
                let task = self.say(task, dice);
                self.bound("terse", &[("task", &task)], dice)
            }
            None => self.ask(dice),
        }
    }

    fn plain(&self, dice: &mut Dice) -> String {
        let mut text = String::new();
        if chance(dice, 0.3) {
            self.append(&mut text, &self.one_of("open", dice));
        }
        self.append(&mut text, &self.ask(dice));
        if chance(dice, 0.4) {
            self.append(&mut text, &self.one_of("close", dice));
        }
        text
    }

    fn detailed(&self, dice: &mut Dice) -> String {
        let mut text = String::new();
        if chance(dice, 0.4) {
            self.append(&mut text, &self.one_of("open", dice));
        }
        let mut context: Vec<&Template> = self.topic.context.iter().collect();
        shuffle(dice, &mut context);
        let before = chance(dice, 0.5);
        if before && let Some(sentence) = context.pop() {
            self.append(&mut text, &self.say(sentence, dice));
        }
        self.append(&mut text, &self.ask(dice));
        if (!before || chance(dice, 0.35))
            && let Some(sentence) = context.pop()
        {
            self.append(&mut text, &self.say(sentence, dice));
        }
        if chance(dice, 0.2) {
            text.push_str(if chance(dice, 0.5) { "\n" } else { "" });
            self.append(&mut text, &self.one_of("also", dice));
            self.append(&mut text, &self.ask(dice));
        }
        if chance(dice, 0.4) {
            self.append(&mut text, &self.one_of("close", dice));
        }
        text
    }

    /// A whole request about the subtopic.
    fn ask(&self, dice: &mut Dice) -> String {
        let tasks = self.subtopic.tasks.len() as f64;
        let questions = self.subtopic.questions.len() as f64;
        // A task has many frames, a question stands as it is.
        if weighted(dice, &[1.5 * tasks, questions]) == 1 {
            return pick(dice, &self.subtopic.questions)
                .map_or_else(String::new, |q| self.say(q, dice));
        }
        let Some(task) = pick(dice, &self.subtopic.tasks) else {
            return String::new();
        };
        let task = self.say(task, dice);
        self.bound("ask", &[("task", &task)], dice)
    }

    /// Some sentences from `advice`, which is refilled when it runs out.
    fn help(&self, advice: &mut Vec<&'a Template>, dice: &mut Dice) -> String {
        let mut text = String::new();
        if chance(dice, 0.6) {
            self.append(&mut text, &self.one_of("lead", dice));
        }
        let count = 1 + weighted(dice, &[0.25, 0.4, 0.25, 0.1]);
        let listed = count > 1 && chance(dice, 0.35);
        for number in 1..=count {
            if advice.is_empty() {
                advice.extend(self.voice.list("advice"));
                shuffle(dice, advice);
                let general = advice.len();
                advice.extend(&self.topic.advice);
                shuffle(dice, &mut advice[general..]);
            }
            let Some(template) = advice.pop() else { break };
            let sentence = self.say(template, dice);
            if listed {
                text.push_str(&format!("\n{number}. {sentence}"));
            } else {
                self.append(&mut text, &sentence);
            }
        }
        if chance(dice, 0.6)
            && let Some(shown) = pick(dice, &self.subtopic.shown)
        {
            text.push_str(&format!("\n\n{}\n\n", self.say(shown, dice)));
        }
        if chance(dice, 0.4) {
            self.append(&mut text, &self.one_of("end", dice));
        }
        text.trim().to_owned()
    }

    fn one_of(&self, list: &str, dice: &mut Dice) -> String {
        self.bound(list, &[], dice)
    }

    fn say(&self, template: &Template, dice: &mut Dice) -> String {
        let mut text = String::new();
        template.render(
            dice,
            &Bound {
                voice: self.voice,
                values: &[],
            },
            &mut text,
        );
        text
    }
}
