//! The part of a link that says what is looked for, and how tree and table are sorted.

use crate::derive::filter::Filter;
use crate::derive::grid::TableLevel;
use crate::derive::measure::Measure;
use crate::derive::order::Order;

/// What is looked for, and how it is listed. What is not there is as it comes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finding {
    /// What is typed into the search.
    pub query: String,
    /// What is asked of clusters' numbers.
    pub filter: Filter,
    /// The order of the tree.
    pub tree_order: Order,
    /// The order of the table.
    pub table_order: Order,
    /// The clusters in the table.
    pub level: TableLevel,
    /// The table's columns; `None` for the usual ones.
    pub columns: Option<Vec<Measure>>,
}

/// Characters of a query that a link carries.
const LONGEST_QUERY: usize = 120;

impl Finding {
    /// Takes over the pair of a link where it is of this part; whether it was. What cannot be read is
    /// left as it comes.
    pub(super) fn read(&mut self, key: &str, value: &str) -> bool {
        match key {
            "q" => self.query = value.chars().take(LONGEST_QUERY).collect(),
            "filter" => self.filter = Filter::from_text(value).unwrap_or_default(),
            "tree" => self.tree_order = Order::from_key(value).unwrap_or_default(),
            "sort" => self.table_order = Order::from_key(value).unwrap_or_default(),
            "level" => self.level = TableLevel::from_key(value).unwrap_or_default(),
            "columns" => {
                let keys = value.split(',').filter(|key| !key.is_empty());
                self.columns = keys.map(Measure::from_key).collect();
            }
            _ => return false,
        }
        true
    }

    /// The pairs of this part that are not as they come.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.query.trim().is_empty() {
            pairs.push(("q", self.query.clone()));
        }
        let filter = self.filter.text();
        if !filter.is_empty() {
            pairs.push(("filter", filter));
        }
        for (key, order) in [("tree", &self.tree_order), ("sort", &self.table_order)] {
            if *order != Order::default() {
                pairs.push((key, order.key()));
            }
        }
        if let Some(level) = self.level.key() {
            pairs.push(("level", level));
        }
        if let Some(columns) = &self.columns {
            let keys: Vec<String> = columns.iter().map(Measure::key).collect();
            pairs.push(("columns", keys.join(",")));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use crate::derive::filter::Filter;
    use crate::derive::grid::TableLevel;
    use crate::derive::link::Link;
    use crate::derive::measure::Measure;
    use crate::derive::order::{By, Order};

    #[test]
    fn what_is_looked_for_is_in_the_link() {
        let mut link = Link::default();
        link.find.query = "café 料理".to_owned();
        link.find.filter =
            Filter::from_text("any,unknown,size:ge:100,facet:hour~20of~20week:Mon~2C~200:le:0.25")
                .unwrap();
        link.find.tree_order = Order::of(By::Measure(Measure::Growth));
        link.find.table_order = Order::of(By::Name).then(By::Name);
        link.find.level = TableLevel::All;
        link.find.columns = Some(vec![Measure::Size, Measure::of("task", "write, rewrite")]);
        let query = link.query();
        assert_eq!(Link::parse(&query), link, "{query}");
    }

    #[test]
    fn no_columns_at_all_are_a_choice_too() {
        let mut link = Link::default();
        link.find.columns = Some(Vec::new());
        assert_eq!(Link::parse(&link.query()), link);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let link = Link::parse("?filter=size:ge&tree=x&sort=rev:&level=-1&columns=size,x&q=");
        assert_eq!(link, Link::default());
    }
}
