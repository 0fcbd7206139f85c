//! What makes the keys of a file a configuration: defaults, and keys that must go together.

use kleio_shared::policy::{Policy, Profile};
use toml::Spanned;

use super::{
    ClusterConfig, Config, ConfigError, ConfigFile, Dp, EmbedderChoice, LeftOutAt, Overrides,
};
use crate::cluster::strays::StrayParams;
use crate::facets::declared::{CONCERN, FacetKind, FacetSpec, REQUEST, shipped};
use crate::llm::{ModelsConfig, Stage, ValidModels};
use crate::prompted::open_prompts;
use crate::screener::{ScreenBy, ScreenSpec};

/// Conversations that a base cluster holds on average where there is no reason for another number
/// (the cost example of Clio, arXiv 2412.13678, appendix C.2).
const AVERAGE_SIZE: usize = 100;

/// What to do where a model is needed and there is none.
const NO_MODEL: &str = "and [models] names none for it";

impl ConfigFile {
    /// Adds what the command line says and checks the whole.
    ///
    /// # Errors
    /// When thresholds are weaker than the profile's, two facets share a name, or something needs a
    /// language model and none is configured; with the line.
    pub fn check(self, overrides: Overrides) -> Result<Config, ConfigError> {
        let policy = self.policy(overrides)?;
        let models = self.models()?;
        let facets = self.facets(models.target(Stage::Facets).is_some())?;
        let cluster = self.cluster(&facets, models.target(Stage::Facets).is_some())?;
        let screen = self.screen(models.target(Stage::Screen).is_some())?;
        self.embedding()?;
        if let Some(dp) = overrides.dp {
            dp_goes_with(dp, &facets, &models)?;
        }
        let left_out_at = LeftOutAt::of(&self);
        let keys = self.keys;
        Ok(Config {
            dp: overrides.dp,
            title: keys
                .title
                .unwrap_or_else(|| "What people use the assistant for".to_owned()),
            policy,
            seed: overrides.seed.or(keys.seed).unwrap_or(0),
            embedder: keys.embedder.map(Spanned::into_inner).unwrap_or_default(),
            embedding: keys.embedding,
            facets,
            leave_out: keys
                .leave_out
                .into_iter()
                .map(Spanned::into_inner)
                .collect(),
            left_out_at,
            screen,
            cluster,
            models: keys.models.map(Spanned::into_inner).unwrap_or_default(),
        })
    }

    fn models(&self) -> Result<ValidModels, ConfigError> {
        let none = ModelsConfig::default();
        let written = self.keys.models.as_ref().map_or(&none, Spanned::get_ref);
        let wrong = |keys: &[&str], error: &dyn std::error::Error| {
            let path: Vec<&str> = [&["models"], keys].concat();
            self.wrong_at(&path, error.to_string())
        };
        let valid = written
            .check()
            .map_err(|error| wrong(&error.path(), &error))?;
        // Read here as well as where they are used, so that a wrong path is told before anything is done.
        valid.prices().map_err(|error| wrong(&["prices"], &error))?;
        open_prompts(written.prompts.as_deref()).map_err(|error| wrong(&["prompts"], &error))?;
        Ok(valid)
    }

    fn embedding(&self) -> Result<(), ConfigError> {
        let asks_a_server = self.keys.embedder.as_ref();
        let asks_a_server = asks_a_server.filter(|choice| *choice.get_ref() == EmbedderChoice::Api);
        let Some(embedding) = &self.keys.embedding else {
            return asks_a_server.map_or(Ok(()), |choice| {
                Err(self.wrong(choice, "The embedder api is asked for, and nothing says which it is. Add a table [embedding] with provider, model and, for a server of your own, url."))
            });
        };
        embedding
            .check()
            .map_err(|(key, why)| self.wrong_at(&["embedding", key], why))
    }

    fn policy(&self, overrides: Overrides) -> Result<Policy, ConfigError> {
        let profile = overrides
            .profile
            .or(self.keys.profile)
            .unwrap_or(Profile::Analyst);
        let mut policy = Policy::of(profile);
        let Some(thresholds) = &self.keys.thresholds else {
            return Ok(policy);
        };
        let given = thresholds.get_ref();
        policy.cluster = given.cluster.unwrap_or(policy.cluster);
        policy.cell = given.cell.unwrap_or(policy.cell);
        if policy.keeps_profile() {
            return Ok(policy);
        }
        Err(self.wrong(thresholds, format!("The [thresholds] are weaker than those of the profile {}. Raise them, or choose a profile that allows them; open-data is only for public or synthetic conversations.", profile.name())))
    }

    /// Shipped facets in their order, reworded where the file says so, then the declared ones.
    fn facets(&self, has_model: bool) -> Result<Vec<FacetSpec>, ConfigError> {
        let left_out = |spec: &FacetSpec| {
            self.keys
                .leave_out
                .iter()
                .any(|name| *name.get_ref() == spec.name)
        };
        let mut facets: Vec<FacetSpec> = shipped()
            .into_iter()
            .filter(|spec| !left_out(spec))
            .collect();
        for written in &self.keys.facets {
            let spec = written.get_ref();
            if spec.needs_model() && !has_model {
                return Err(self.wrong(written, format!("The facet {} asks an open question that only a language model can answer, {NO_MODEL}. Name one, or give the facet terms or examples to go by where its kind is boolean or category.", spec.name)));
            }
            if let Some(other) = facets.iter().find(|other| same_source(other, spec)) {
                return Err(self.wrong(written, format!("The facets {} and {} count the same thing in other bands, from which hidden numbers could be computed. Add {:?} to leave_out, or take one of them out.", other.name, spec.name, other.name)));
            }
            match facets.iter_mut().find(|known| known.name == spec.name) {
                Some(known) if known.shipped => *known = spec.clone(),
                Some(_) => {
                    return Err(self.wrong(
                        written,
                        format!(
                            "There are two facets {}. Give one of them another name.",
                            spec.name
                        ),
                    ));
                }
                None => facets.push(spec.clone()),
            }
        }
        Ok(facets)
    }

    fn cluster(&self, facets: &[FacetSpec], has_model: bool) -> Result<ClusterConfig, ConfigError> {
        let keys = &self.keys.cluster;
        let size = keys
            .size
            .as_ref()
            .map_or(AVERAGE_SIZE, |size| *size.get_ref());
        if let Some(written) = keys.size.as_ref().filter(|_| size < 2) {
            return Err(self.wrong(
                written,
                "A base cluster has at least 2 conversations on average. Set size to 2 or more.",
            ));
        }
        let most = StrayParams::default().most;
        let unassigned = keys
            .unassigned
            .as_ref()
            .map_or(most, |most| *most.get_ref());
        if let Some(written) = keys
            .unassigned
            .as_ref()
            .filter(|most| !(0.0..=1.0).contains(most.get_ref()))
        {
            return Err(self.wrong(
                written,
                "The share of conversations that may be left unassigned is not from 0 to 1. Set unassigned to a share such as 0.03, or to 0 to put every conversation into a cluster.",
            ));
        }
        let Some(by) = &keys.by else {
            return Ok(ClusterConfig {
                size,
                unassigned,
                by: REQUEST.to_owned(),
            });
        };
        let name = by.get_ref();
        if !facets
            .iter()
            .any(|spec| spec.name == *name && spec.is_text())
        {
            let texts: Vec<&str> = facets
                .iter()
                .filter(|spec| spec.is_text())
                .map(|spec| spec.name.as_str())
                .collect();
            return Err(self.wrong(by, format!("Conversations can be clustered by an open-text facet, and {name:?} is none. Choose one of: {}.", texts.join(", "))));
        }
        if name != REQUEST && !has_model {
            return Err(self.wrong(by, format!("Clustering by {name} needs a language model to answer it for every conversation, {NO_MODEL}. Name one, or cluster by request.")));
        }
        Ok(ClusterConfig {
            size,
            unassigned,
            by: name.clone(),
        })
    }

    fn screen(&self, has_model: bool) -> Result<Option<ScreenSpec>, ConfigError> {
        let Some(written) = &self.keys.screen else {
            return Ok(None);
        };
        let spec = written.get_ref();
        if spec.by == ScreenBy::Model && !has_model {
            return Err(self.wrong(written, format!("The screener's question is put to a language model, {NO_MODEL}. Name one, or give it terms or examples to go by.")));
        }
        Ok(Some(spec.clone()))
    }
}

/// Whether differential privacy can be had for what else is asked for.
fn dp_goes_with(dp: Dp, facets: &[FacetSpec], models: &ValidModels) -> Result<(), ConfigError> {
    let wrong = |why: &str| Err(ConfigError::Privacy(why.to_owned()));
    if !(dp.epsilon > 0.0 && dp.epsilon.is_finite()) {
        return wrong("--dp-epsilon is not above 0. Give a number such as 1.");
    }
    if !(dp.delta > 0.0 && dp.delta < 1.0) {
        return wrong(
            "--dp-delta is not between 0 and 1. Give a number below 1 divided by the number of accounts, such as 1e-6.",
        );
    }
    let named = [Stage::Describe, Stage::Hierarchy];
    if named.iter().any(|&stage| models.target(stage).is_some()) {
        return wrong(
            "Under differential privacy names come from noisy numbers and not from a model, which would be shown conversations. Take the stages describe and hierarchy out of [models].",
        );
    }
    if !facets.iter().any(|facet| facet.name == CONCERN) {
        return wrong(
            "Under differential privacy the mean concern comes from the facet concern. Take it out of leave_out.",
        );
    }
    Ok(())
}

/// Whether two facets are made from one number or field: with two sets of bands, differences of
/// numbers that are shown would give some that are not.
fn same_source(a: &FacetSpec, b: &FacetSpec) -> bool {
    match (&a.kind, &b.kind) {
        (FacetKind::Computed { of: one, .. }, FacetKind::Computed { of: other, .. }) => {
            one == other
        }
        (FacetKind::Metadata { field: one }, FacetKind::Metadata { field: other }) => one == other,
        _ => false,
    }
}
