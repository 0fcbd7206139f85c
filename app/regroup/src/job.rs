//! Does what a request asks: from arrays to an answer.

use kleio_shared::cluster::{KMeansParams, Points};

use crate::protocol::{
    Answer, Ask, Grouped, Job, JobError, MOST_GROUPS, Method, NO_GROUP, Part, VERSION, unpack_texts,
};
use crate::silhouette::Sample;
use crate::vector::{mean, squared_distance};
use crate::{density, kmeans, names, suggest, ward};

/// Starts of k-means, of which the best counts.
const RESTARTS: usize = 3;

/// The arrays that stand beside a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrays {
    /// Values of every part, a row a cluster.
    pub parts: Vec<Vec<f32>>,
    /// A weight above 0 for every cluster.
    pub weights: Vec<f32>,
    /// Names and descriptions, packed.
    pub texts: String,
    /// Groups, for [`Job::Name`].
    pub labels: Vec<u32>,
}

/// Answers `ask`; labels come beside [`Answer::Grouped`]. `step` is told the share that is done.
///
/// # Errors
/// When the request cannot be met.
pub fn run(
    ask: &Ask,
    arrays: &Arrays,
    step: &mut dyn FnMut(f32),
) -> Result<(Answer, Vec<u32>), JobError> {
    if ask.version != VERSION {
        return Err(JobError::Version);
    }
    let texts: Vec<(&str, &str)> = unpack_texts(&arrays.texts).collect();
    if texts.len() != arrays.weights.len() {
        return Err(JobError::Unfit);
    }
    match &ask.job {
        Job::Name => {
            if arrays.labels.len() != texts.len() {
                return Err(JobError::Unfit);
            }
            let labels: Vec<Option<u32>> = arrays.labels.iter().map(|&l| optional(l)).collect();
            let groups = labels
                .iter()
                .flatten()
                .max()
                .map_or(0, |&last| last as usize + 1);
            let names = names::names(groups, &labels, &arrays.weights, &texts);
            Ok((Answer::Named(names), Vec::new()))
        }
        Job::Suggest { seed } => {
            let Blend { dims, values, .. } = blend(&ask.parts, arrays)?;
            let points = Points::new(dims, &values).ok_or(JobError::Unfit)?;
            let found = suggest::silhouettes(points, &arrays.weights, *seed, step);
            Ok((Answer::Suggested(found), Vec::new()))
        }
        Job::Group { method, seed } => {
            let Blend { dims, values, far } = blend(&ask.parts, arrays)?;
            let points = Points::new(dims, &values).ok_or(JobError::Unfit)?;
            group(
                (*method, *seed),
                (points, far),
                &arrays.weights,
                &texts,
                step,
            )
        }
    }
}

fn group(
    (method, seed): (Method, u64),
    (points, far): (Points<'_>, f32),
    weights: &[f32],
    texts: &[(&str, &str)],
    step: &mut dyn FnMut(f32),
) -> Result<(Answer, Vec<u32>), JobError> {
    let rows = points.rows();
    let enough = |groups: u32| {
        let fits = (1..=MOST_GROUPS).contains(&groups) && groups as usize <= rows;
        fits.then_some(groups as usize)
            .ok_or(JobError::Groups(groups, rows))
    };
    let mut used_reach = None;
    let labels: Vec<Option<u32>> = match method {
        Method::KMeans { groups } => {
            let params = KMeansParams {
                seed,
                restarts: RESTARTS,
                ..KMeansParams::new(enough(groups)?)
            };
            let params = params.check(points).map_err(|_| JobError::Unfit)?;
            let mut iterations = 0.0_f32;
            let fitted = kmeans::fit_weighted(&params, points, weights, &mut |_| {
                // Nobody knows how many iterations it takes: half of what is left, each time.
                iterations += 1.0;
                step(1.0 - 0.95_f32.powf(iterations));
            });
            fitted.labels.into_iter().map(Some).collect()
        }
        Method::Hierarchical { groups } => {
            let groups = enough(groups)?;
            let joins = ward::joins(points, weights, &mut |done| {
                if done % 64 == 0 {
                    step(done as f32 / rows as f32);
                }
            });
            ward::cut(&joins, rows, groups)
                .into_iter()
                .map(Some)
                .collect()
        }
        Method::Density { reach, neighbours } => {
            let neighbours = neighbours as usize;
            let asked = reach.map(|reach| reach * far);
            let reach = asked.unwrap_or_else(|| density::fitting_reach(points, neighbours));
            used_reach = Some(reach / far);
            step(0.5);
            density::groups(points, reach, neighbours).ok_or(JobError::Density)?
        }
    };
    let (labels, groups) = largest_first(&labels, weights);
    let (inertia, total) = inertia(points, weights, &labels, groups);
    let names = names::names(groups, &labels, weights, texts);
    let answer = Answer::Grouped(Grouped {
        names,
        silhouette: Sample::of(points, seed).mean(&labels),
        inertia,
        total,
        reach: used_reach,
    });
    let labels = labels.into_iter().map(|label| label.unwrap_or(NO_GROUP));
    Ok((answer, labels.collect()))
}

const fn optional(label: u32) -> Option<u32> {
    match label {
        NO_GROUP => None,
        label => Some(label),
    }
}

/// Groups numbered by falling weight, and how many there are.
fn largest_first(labels: &[Option<u32>], weights: &[f32]) -> (Vec<Option<u32>>, usize) {
    let groups = labels
        .iter()
        .flatten()
        .max()
        .map_or(0, |&last| last as usize + 1);
    let mut masses = vec![0.0_f64; groups];
    for (label, &weight) in labels.iter().zip(weights) {
        if let Some(label) = label {
            masses[*label as usize] += f64::from(weight);
        }
    }
    let mut order: Vec<usize> = (0..groups).filter(|&group| masses[group] > 0.0).collect();
    order.sort_by(|&a, &b| masses[b].total_cmp(&masses[a]).then(a.cmp(&b)));
    let mut number = vec![None; groups];
    for (place, &group) in order.iter().enumerate() {
        number[group] = Some(place as u32);
    }
    let renumbered = labels.iter().map(|label| number[(*label)? as usize]);
    (renumbered.collect(), order.len())
}

/// Weighted squared distances to the groups' means, and to the mean of all that are in a group.
fn inertia(
    points: Points<'_>,
    weights: &[f32],
    labels: &[Option<u32>],
    groups: usize,
) -> (f64, f64) {
    let spread = |rows: &[usize]| {
        let values: Vec<f32> = rows
            .iter()
            .flat_map(|&r| points.row(r).iter().copied())
            .collect();
        let own: Vec<f32> = rows.iter().map(|&row| weights[row]).collect();
        let centre = mean(&values, points.dims(), &own);
        let of =
            |&row: &usize| f64::from(weights[row] * squared_distance(points.row(row), &centre));
        rows.iter().map(of).sum::<f64>()
    };
    let mut members = vec![Vec::new(); groups];
    let mut all = Vec::new();
    for (row, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            members[*label as usize].push(row);
            all.push(row);
        }
    }
    (members.iter().map(|rows| spread(rows)).sum(), spread(&all))
}

/// Rows of all parts side by side.
struct Blend {
    dims: usize,
    values: Vec<f32>,
    /// How far the rows lie from their mean, in the root of the mean square.
    far: f32,
}

/// All parts side by side, each scaled so that its clusters lie as far apart as its share says: squared
/// distances are sums over the parts, and each part's mean one is its share.
fn blend(parts: &[Part], arrays: &Arrays) -> Result<Blend, JobError> {
    let rows = arrays.weights.len();
    let fits = |(part, values): (&Part, &Vec<f32>)| {
        values.len() == part.dims as usize * rows && values.iter().all(|v| v.is_finite())
    };
    let weighed = arrays.weights.iter().all(|&w| w.is_finite() && w > 0.0);
    if parts.len() != arrays.parts.len() || !weighed || !parts.iter().zip(&arrays.parts).all(fits) {
        return Err(JobError::Unfit);
    }
    let (mut kept, mut shares) = (Vec::new(), 0.0);
    for (part, values) in parts.iter().zip(&arrays.parts) {
        let dims = part.dims as usize;
        if dims == 0 || part.share <= 0.0 || rows == 0 {
            continue;
        }
        let centre = mean(values, dims, &arrays.weights);
        let (mut spread, mut mass) = (0.0, 0.0);
        for (row, &weight) in values.chunks_exact(dims).zip(&arrays.weights) {
            spread += f64::from(weight) * f64::from(squared_distance(row, &centre));
            mass += f64::from(weight);
        }
        if spread > 0.0 {
            kept.push((dims, values, (part.share * mass / spread).sqrt() as f32));
            shares += part.share;
        }
    }
    if kept.is_empty() {
        return Err(JobError::Nothing);
    }
    let width = kept.iter().map(|(dims, _, _)| dims).sum();
    let mut blended = Vec::with_capacity(width * rows);
    for row in 0..rows {
        for (dims, values, scale) in &kept {
            let row = &values[row * dims..(row + 1) * dims];
            blended.extend(row.iter().map(|value| value * scale));
        }
    }
    Ok(Blend {
        dims: width,
        values: blended,
        far: shares.sqrt() as f32,
    })
}

#[cfg(test)]
mod tests;
