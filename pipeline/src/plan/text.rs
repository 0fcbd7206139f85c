//! A plan as text.

use std::fmt;

use super::models::{FIRST_TOKEN, TOKENS_PER_SECOND};
use super::{Count, Floor, Plan, StagePlan};

/// Rows of a list that are printed; the rest is summed up.
const ROWS: usize = 12;

/// Width of the longest bar, in characters.
const BAR: u64 = 30;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let population = &self.population;
        write!(f, "\nRead {} conversations", self.read)?;
        if self.drawn_from > self.read {
            write!(f, ", a sample of {}", self.drawn_from)?;
        }
        let accounts = population.accounts.map_or_else(
            || "; no accounts named: each counts as its own account.".to_owned(),
            |accounts| format!("; {accounts} accounts."),
        );
        match &self.screened {
            None => writeln!(f, "{accounts}")?,
            Some(screen) => {
                let (question, by) = (&screen.question, &screen.by);
                // Accounts are counted of what stays, as is all that follows.
                match screen.kept {
                    Some(kept) => writeln!(
                        f,
                        ".\nScreener: “{question}”, by {by}: {kept} conversations stay{accounts} All that follows is about these."
                    )?,
                    None => writeln!(
                        f,
                        "{accounts}\nScreener: “{question}”, by {by}: not asked for a plan; all that follows is about all of them."
                    )?,
                }
            }
        }
        writeln!(f, "\nLanguages")?;
        let most = population.languages.iter().map(|count| count.conversations);
        rows(f, &population.languages, most.max().unwrap_or(0), ROWS)?;
        if population.weeks.is_empty() {
            writeln!(f, "\nNo conversation has a time: there will be no weeks.")?;
        } else {
            writeln!(f, "\nWeeks, by their Monday")?;
            let most = population.weeks.iter().map(|count| count.conversations);
            let latest = population.weeks.len().saturating_sub(2 * ROWS);
            if latest > 0 {
                writeln!(f, "  … {latest} earlier weeks")?;
            }
            rows(
                f,
                &population.weeks[latest..],
                most.max().unwrap_or(0),
                usize::MAX,
            )?;
            if population.without_time > 0 {
                writeln!(f, "  without a time: {}", population.without_time)?;
            }
        }
        writeln!(
            f,
            "\nFacets of {} conversations (values only)",
            self.preview.len()
        )?;
        for (number, preview) in self.preview.iter().enumerate() {
            let values: Vec<String> = preview
                .values
                .iter()
                .map(|(facet, value)| format!("{facet}: {value}"))
                .collect();
            writeln!(f, "  {:>2}  {}", number + 1, values.join("; "))?;
        }
        if self.models.is_empty() {
            writeln!(f, "\nNo language model is asked: no tokens, no cost.")?;
        } else {
            models(f, &self.models)?;
        }
        writeln!(f, "\nTime on this machine, estimated from a sample")?;
        for time in &self.times {
            writeln!(f, "  {:<22} {:>8}", time.stage, duration(time.seconds))?;
        }
        let total: f64 = self.times.iter().map(|time| time.seconds).sum();
        writeln!(f, "  {:<22} {:>8}", "together", duration(total))?;
        let levels: Vec<String> = self.levels.iter().map(u64::to_string).collect();
        writeln!(
            f,
            "\nVectors: {}. Base clusters: {}. Levels above: {}.",
            self.embedder,
            self.base_clusters,
            if levels.is_empty() {
                "none".to_owned()
            } else {
                levels.join(", ")
            }
        )?;
        floor(f, self.policy.profile.name(), &self.floor)
    }
}

fn rows(f: &mut fmt::Formatter<'_>, counts: &[Count], most: u64, limit: usize) -> fmt::Result {
    for count in counts.iter().take(limit) {
        let length = (count.conversations * BAR).div_ceil(most.max(1)) as usize;
        let bar = "▪".repeat(length);
        writeln!(f, "  {:<16} {:>9}  {bar}", count.value, count.conversations)?;
    }
    let rest: u64 = counts.iter().skip(limit).map(|c| c.conversations).sum();
    if rest > 0 {
        let more = counts.len() - limit;
        writeln!(f, "  {:<16} {rest:>9}", format!("{more} more"))?;
    }
    Ok(())
}

fn models(f: &mut fmt::Formatter<'_>, plans: &[StagePlan]) -> fmt::Result {
    writeln!(f, "\nLanguage models, estimated")?;
    for plan in plans {
        let cost = plan.dollars.map_or_else(
            || "price not known".to_owned(),
            |dollars| format!("${dollars:.2}"),
        );
        writeln!(
            f,
            "  {:<10} {:>8} calls  {:>12} tokens in  {:>10} out  {cost}  ({})",
            plan.stage, plan.calls, plan.input_tokens, plan.output_tokens, plan.model
        )?;
    }
    writeln!(
        f,
        "  Their time goes by the limits in the configuration, else by {FIRST_TOKEN} s to the first token and {TOKENS_PER_SECOND} tokens a second, which is assumed."
    )?;
    let known: f64 = plans.iter().filter_map(|plan| plan.dollars).sum();
    let unknown = plans.iter().filter(|plan| plan.dollars.is_none()).count();
    write!(f, "  together ${known:.2}")?;
    if unknown > 0 {
        write!(
            f,
            " and {unknown} stages whose price is not known: name a file under prices in [models]"
        )?;
    }
    writeln!(f)
}

fn floor(f: &mut fmt::Formatter<'_>, profile: &str, floor: &Floor) -> fmt::Result {
    if !floor.reachable {
        return writeln!(
            f,
            "\nDetection floor: nothing can be shown. A cluster needs {} conversations by {} accounts under the profile {profile}, and there are fewer.",
            floor.conversations, floor.accounts
        );
    }
    write!(
        f,
        "\nDetection floor (profile {profile}): a group of fewer than {} conversations ({:.2} %) or {} accounts is never shown. ",
        floor.conversations,
        floor.share * 100.0,
        floor.accounts
    )?;
    if let Some(all) = floor.before_sampling {
        write!(
            f,
            "As only a sample is taken, such a group has about {all} conversations in the whole. "
        )?;
    }
    writeln!(
        f,
        "From about {} conversations it is likely to get a cluster of its own; below that it is likely to be counted with its neighbours. \
         A facet value or a word of a name needs {} conversations by {} accounts of a cluster. What is smaller may be there all the same.",
        floor.own_cluster, floor.cell_conversations, floor.cell_accounts
    )
}

/// Seconds in a form for people: `40 s`, `12 min`, `3.5 h`.
fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        "under 1 s".to_owned()
    } else if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else if seconds < 5_400.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3_600.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        let texts = [0.2, 40.0, 700.0, 12_600.0].map(duration);
        assert_eq!(texts, ["under 1 s", "40 s", "12 min", "3.5 h"]);
    }
}
