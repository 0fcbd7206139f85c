//! Asks the worker, and shows what it answers.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Function, Promise};
use kleio_regroup::protocol::{
    Answer, Ask, Job, JobError, NO_GROUP, Part, Reply, VERSION, pack_texts,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Actions;
use crate::browser;
use crate::browser::worker::{Said, Transfer, Worker};
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::derive::regroup::features::{features, weights};
use crate::derive::regroup::{Quality, Recipe, from_answer, refusal, scope_of};
use crate::state::recluster::{Doing, Work};
use crate::tr;

/// Fewest clusters that can be grouped.
const FEWEST: usize = 2;

/// Who waits for an answer.
pub(super) struct Waiting {
    resolve: Function,
    answer: Option<(Answer, Vec<u32>)>,
}

/// An answer, with the labels beside it.
pub(super) type Answered = (Answer, Vec<u32>);

impl Actions {
    /// Groups as the draft says.
    pub fn regroup(self) {
        spawn_local(async move {
            if self.regroup_and_then(None).await {
                self.write_address(true);
            }
        });
    }

    /// Groups as the draft says and selects the cluster called `select`; whether that was possible.
    pub(super) async fn regroup_and_then(self, select: Option<String>) -> bool {
        let Some((release, recipe)) = self.draft_now() else {
            return false;
        };
        let base = scope_of(&release, &recipe.scope);
        let job = Job::Group {
            method: recipe.method,
            seed: recipe.seed,
        };
        let Some((answer, labels)) = self
            .ask_about(&release, &recipe, &base, job, Doing::Grouping)
            .await
        else {
            return false;
        };
        let Answer::Grouped(grouped) = answer else {
            return false;
        };
        if grouped.names.is_empty() {
            let reason = tr!(
                "No place is dense enough for a group: let fewer neighbours or a longer reach do."
            );
            self.write
                .recluster
                .work
                .set(Work::Failed(reason.to_owned()));
            return false;
        }
        let label = |&label: &u32| (label != NO_GROUP).then_some(label);
        let labels: Vec<Option<u32>> = labels.iter().map(label).collect();
        let quality = Quality {
            silhouette: grouped.silhouette,
            inertia: grouped.inertia,
            total: grouped.total,
        };
        let groups = grouped.names.len();
        let regrouping = from_answer(&release, recipe, &base, &labels, grouped.names, quality);
        if !self.show_answer(Arc::new(regrouping), select).await {
            return false;
        }
        let message = tr!(
            "{n, plural, one {# group of your own is shown.} other {# groups of your own are shown.}}",
            n = groups
        );
        self.write.announcement.set(message);
        true
    }

    /// Tries numbers of groups.
    pub fn suggest_groups(self) {
        spawn_local(async move {
            let Some((release, recipe)) = self.draft_now() else {
                return;
            };
            let base = scope_of(&release, &recipe.scope);
            let job = Job::Suggest { seed: recipe.seed };
            let done = self.ask_about(&release, &recipe, &base, job, Doing::Suggesting);
            let Some((Answer::Suggested(found), _)) = done.await else {
                return;
            };
            let best = found
                .iter()
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            if let Some(&(groups, silhouette)) = best {
                self.set_groups(groups);
                let message = tr!(
                    "{n, plural, one {# group has} other {# groups have}} the best silhouette, {silhouette}.",
                    n = groups,
                    silhouette = format::decimal(silhouette, 2)
                );
                self.write.announcement.set(message);
            }
            self.write.recluster.suggested.set(Some(Arc::new(found)));
        });
    }

    fn draft_now(self) -> Option<(Arc<Atlas>, Recipe)> {
        let state = self.state.recluster;
        Some((state.release.get_untracked()?, state.draft.get_untracked()?))
    }

    /// Asks for `job` on the base clusters `base`, as `recipe` says. `None` where it was cancelled or
    /// failed; then the state says why.
    pub(super) async fn ask_about(
        self,
        release: &Arc<Atlas>,
        recipe: &Recipe,
        base: &[usize],
        job: Job,
        doing: Doing,
    ) -> Option<Answered> {
        self.cancel_work();
        let work = self.write.recluster.work;
        if base.len() < FEWEST {
            work.set(Work::Failed(
                tr!("Choose at least two base clusters.").to_owned(),
            ));
            return None;
        }
        work.set(Work::Busy(Doing::Starting, 0.0));
        let number = self.desk.asked.with_value(|asked| asked.number);
        let needs = recipe.shares.meaning > 0 && job != Job::Name;
        let vectors = if needs {
            match self.vectors(release).await {
                Ok(vectors) => Some(vectors),
                Err(reason) => {
                    if self.desk.asked.with_value(|asked| asked.number) == number {
                        work.set(Work::Failed(reason));
                    }
                    return None;
                }
            }
        } else {
            None
        };
        // Cancelled, or another question came, in the meantime.
        if self.desk.asked.with_value(|asked| asked.number) != number {
            return None;
        }
        let points = vectors.as_ref().map(|vectors| vectors.points());
        let features = features(release, points, base, recipe.shares);
        browser::pause().await;
        let weights = weights(release, base, recipe.by_conversations);
        let texts = base.iter().map(|&index| release.cluster(index));
        let texts = pack_texts(texts.map(|c| (c.name.as_str(), c.description.as_str())));
        let mut arrays = Vec::with_capacity(features.len() + 2);
        let mut parts = Vec::new();
        for feature in features {
            parts.push(Part {
                dims: u32::try_from(feature.dims).unwrap_or(0),
                share: feature.share,
            });
            arrays.push(Transfer::Floats(feature.values));
        }
        arrays.push(Transfer::Floats(weights));
        arrays.push(Transfer::Bytes(texts.into_bytes()));
        self.ask_worker(job, parts, arrays, doing).await
    }

    /// Sends a question and waits for its answer.
    pub(super) async fn ask_worker(
        self,
        job: Job,
        parts: Vec<Part>,
        arrays: Vec<Transfer>,
        doing: Doing,
    ) -> Option<Answered> {
        let work = self.write.recluster.work;
        let Some(worker) = self.worker() else {
            let reason = tr!("This browser has no Web Workers, which grouping needs.");
            work.set(Work::Failed(reason.to_owned()));
            return None;
        };
        let id = self.desk.asked.with_value(|asked| asked.number);
        let header = serde_json::to_string(&Ask {
            version: VERSION,
            id,
            job,
            parts,
        });
        work.set(Work::Busy(doing, 0.0));
        let promise = Promise::new(&mut |resolve, _| {
            self.desk.asked.update_value(|asked| {
                asked.waits = Some(Waiting {
                    resolve,
                    answer: None,
                });
            });
        });
        worker.ask(&header.ok()?, arrays);
        // A promise that is only ever resolved.
        drop(JsFuture::from(promise).await);
        let current = self.desk.asked.with_value(|asked| asked.number) == id;
        let waits = self
            .desk
            .asked
            .try_update_value(|asked| if current { asked.waits.take() } else { None });
        let answer = waits.flatten()?.answer?;
        match answer {
            (Answer::Failed(reason), _) => {
                work.set(Work::Failed(refusal::sentence(&reason)));
                None
            }
            answer => {
                work.set(Work::Idle);
                Some(answer)
            }
        }
    }

    fn worker(self) -> Option<Rc<Worker>> {
        if let Some(worker) = self.desk.worker.get_value() {
            return Some(worker);
        }
        let worker = Rc::new(Worker::start(move |said| self.heard(said))?);
        self.desk.worker.set_value(Some(Rc::clone(&worker)));
        Some(worker)
    }

    fn heard(self, said: Said) {
        let (answer, labels) = match said {
            Said::Broken => {
                self.desk.worker.set_value(None);
                (Answer::Failed(JobError::Broken), Vec::new())
            }
            Said::Message(header, labels) => {
                let reply = serde_json::from_str::<Reply>(&header).ok();
                let current = self.desk.asked.with_value(|asked| asked.number);
                match reply.filter(|reply| reply.version == VERSION) {
                    // An answer to what was cancelled.
                    Some(reply) if reply.id != current && reply.id != 0 => return,
                    Some(reply) => (reply.answer, labels),
                    None => (Answer::Failed(JobError::Version), Vec::new()),
                }
            }
        };
        if let Answer::Progress(share) = answer {
            self.write.recluster.work.update(|work| {
                if let Work::Busy(_, done) = work {
                    *done = share;
                }
            });
            return;
        }
        let resolve = self.desk.asked.try_update_value(|asked| {
            let waiting = asked.waits.as_mut()?;
            waiting.answer = Some((answer, labels));
            Some(waiting.resolve.clone())
        });
        if let Some(Some(resolve)) = resolve {
            // Fails only for something that is not a function.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}
