//! A plan counts everything and quotes nothing.

use super::*;
use crate::config::EmbedderChoice;
use crate::config::{ConfigFile, Overrides};
use crate::conversation::{Message, Role};
use crate::embed::choose::{self, Population};

/// 300 conversations by 60 accounts, each with a word of its own.
fn corpus() -> Corpus {
    let texts = [
        "How do I bake a sourdough bread at home",
        "Write a cover letter for a job as a nurse",
        "Wie repariere ich den platten Reifen an meinem Fahrrad",
    ];
    let conversations = (0..300)
        .map(|i| Conversation {
            id: format!("c{i}"),
            account: Some(format!("account-{}", i % 60)),
            timestamp: "2026-03-02T10:00:00Z".parse().ok(),
            messages: vec![Message {
                role: Role::User,
                content: format!("{} zanzibar{i}", texts[i % 3]),
                ..Message::default()
            }],
            turns: 1,
            metadata: [("secret".to_owned(), format!("token-{i}"))].into(),
            place: None,
        })
        .collect();
    Corpus {
        conversations,
        ..Corpus::default()
    }
}

fn planned(file: &str) -> Result<Plan, PlanError> {
    let config = ConfigFile::parse(file)
        .unwrap()
        .check(Overrides::default())
        .unwrap();
    let lexical = choose::open(EmbedderChoice::Lexical, None, Population::default(), 0).unwrap();
    plan(corpus(), 0.5, &config, &lexical, &Progress::hidden())
}

#[test]
fn a_plan_counts_and_quotes_nothing() {
    let plan = planned("").unwrap();
    assert_eq!(plan.population.accounts, Some(60));
    let languages: Vec<(&str, u64)> = plan
        .population
        .languages
        .iter()
        .map(|count| (count.value.as_str(), count.conversations))
        .collect();
    assert_eq!(languages, [("English", 200), ("German", 100)]);
    assert_eq!(plan.population.weeks.len(), 1);
    assert_eq!(plan.preview.len(), 20);
    assert_eq!((plan.base_clusters, plan.floor.conversations), (6, 25));
    assert!(plan.times.iter().all(|time| time.seconds >= 0.0));
    let json = serde_json::to_string(&plan).unwrap();
    for text in [json, plan.to_string()] {
        for secret in ["zanzibar", "account-", "token-", "How do I"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(text.contains("bread"), "supported terms are shown: {text}");
    }
}

#[test]
fn a_screener_narrows_what_is_planned() {
    let plan =
        planned("[screen]\nquestion = \"Is it about bread?\"\nterms = [\"bread\"]\n").unwrap();
    assert_eq!(plan.read, 300);
    let text = plan.to_string();
    let accounts = "by terms: 100 conversations stay; 20 accounts. All that follows";
    assert!(
        text.contains("Read 300 conversations.\nScreener") && text.contains(accounts),
        "{text}"
    );
    assert_eq!(plan.screened.unwrap().kept, Some(100));
    assert_eq!(plan.population.conversations, 100);
    let error = planned("[screen]\nquestion = \"Any?\"\nterms = [\"xylophone\"]\n").unwrap_err();
    assert!(matches!(error, PlanError::NothingPasses(300)));
}
