//! Which of the renderer's slots holds what.

use super::Scene;

impl Scene {
    /// Slot of the layer that holds the marks of `level`.
    #[must_use]
    pub fn level_slot(&self, level: u8) -> usize {
        usize::from(level)
    }

    /// Slot of the layer that holds those marks of `level` that are in the reader's set.
    #[must_use]
    pub fn set_slot(&self, level: u8) -> usize {
        self.levels() + usize::from(level)
    }

    /// Slots of the single marks that are hovered, selected and focused.
    #[must_use]
    pub fn emphasis_slots(&self) -> [usize; 3] {
        let first = 2 * self.levels();
        [first, first + 1, first + 2]
    }

    fn levels(&self) -> usize {
        usize::from(self.atlas.top_level()) + 1
    }

    /// Slot of the shape of all land.
    pub const LAND: usize = 0;

    /// Slot of the territory of what is emphasised.
    pub const TERRITORY: usize = 1;

    /// Slot of the coast's lines.
    pub const COAST: usize = 0;

    /// Slot of the lines where territories of `level`, at least 1, meet.
    #[must_use]
    pub fn border_slot(level: u8) -> usize {
        usize::from(level)
    }
}
