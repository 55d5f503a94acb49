//! Floating-point numbers as keys.

use core::hash::{Hash, Hasher};

macro_rules! float {
    ($name:ident, $float:ty, $type:literal) => {
        #[doc = concat!("A `", $type, "` as Go's maps know it: zero and minus zero are one key, and a NaN equals no key, not even itself.")]
        ///
        /// ```
        #[doc = concat!("use burrow_maps::{", stringify!($name), ", GoMap};")]
        ///
        /// let mut map = GoMap::new();
        #[doc = concat!("map.insert(", stringify!($name), "(0.0), \"zero\");")]
        #[doc = concat!("map.insert(", stringify!($name), "(-0.0), \"minus zero\");")]
        /// assert_eq!(map.len(), 1);
        #[doc = concat!("map.insert(", stringify!($name), "(", $type, "::NAN), \"one\");")]
        #[doc = concat!("map.insert(", stringify!($name), "(", $type, "::NAN), \"another\");")]
        /// assert_eq!(map.len(), 3);
        #[doc = concat!("assert_eq!(map.get(&", stringify!($name), "(", $type, "::NAN)), None);")]
        /// ```
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(pub $float);

        impl Hash for $name {
            #[inline]
            fn hash<H: Hasher>(&self, state: &mut H) {
                // Minus zero becomes zero.
                (self.0 + 0.0).to_bits().hash(state);
            }
        }

        impl From<$float> for $name {
            fn from(float: $float) -> Self {
                $name(float)
            }
        }

        impl From<$name> for $float {
            fn from(float: $name) -> Self {
                float.0
            }
        }
    };
}

float!(F32, f32, "f32");
float!(F64, f64, "f64");
