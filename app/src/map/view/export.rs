//! The map as it is on the screen, for a file.

use super::MapView;
use super::core::Core;
use crate::derive::export::picture::MapPicture;
use crate::map::vector::Vector;

impl MapView {
    /// What is on the screen, under this title and legend; `None` before the map has a size.
    #[must_use]
    pub fn picture(&self, title: String, unit: String) -> Option<MapPicture> {
        self.core.borrow().picture(title, unit)
    }
}

impl Core {
    fn picture(&self, title: String, unit: String) -> Option<MapPicture> {
        self.laid_out?;
        let picture = self.compose();
        let mut vector = Vector::default();
        self.scene
            .load_all(&self.within, self.emphasis, &mut vector);
        Some(MapPicture {
            title,
            unit,
            size: picture.viewport,
            ground: picture.ground,
            parts: vector.parts(&picture),
            labels: self.labels.drawn(&self.scene, &self.camera),
        })
    }
}
