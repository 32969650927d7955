//! The register tiles that are compiled, as lists for the macros that compile them.

use conv_plan::plan::layer::Tiling;

/// Calls a macro with the tiles of levels with 32 registers.
macro_rules! wide_tilings {
    ($then:ident $($before:tt)*) => {
        $then! { $($before)*
            Across 8 3 Across 8 2 Across 6 4 Across 6 2 Across 4 4 Across 8 1 Across 3 6 Across 2 8 Across 1 6 Across 1 1
            Deep 14 2 Deep 12 2 Deep 10 2 Deep 8 2 Deep 4 2 Deep 14 1 Deep 8 1 Deep 4 1 Deep 1 2 Deep 1 1
        }
    };
}

/// Calls a macro with the tiles of levels with 16 registers.
macro_rules! narrow_tilings {
    ($then:ident $($before:tt)*) => {
        $then! { $($before)*
            Across 4 3 Across 4 2 Across 6 2 Across 8 1 Across 3 3 Across 2 4 Across 1 6 Across 1 1
            Deep 6 1 Deep 4 1 Deep 2 1 Deep 1 1
        }
    };
}

/// Calls a macro with the tiles of one channel: kernel size, step, vectors.
macro_rules! planar_tilings {
    ($then:ident $($before:tt)*) => {
        $then! { $($before)*
            Planar 3 1 Planar 3 2 Planar 5 1 Planar 5 2
        }
    };
}
pub(super) use {narrow_tilings, planar_tilings, wide_tilings};

/// Whether the planner has the same list.
macro_rules! same {
    ($list:ident $($kind:ident $a:literal $b:literal)*) => {
        const _: () = {
            let ours = [$(Tiling::$kind($a, $b)),*];
            assert!(ours.len() == Tiling::$list.len());
            let mut index = 0;
            while index < ours.len() {
                assert!(ours[index].is(Tiling::$list[index]));
                index += 1;
            }
        };
    };
}

wide_tilings! { same WIDE }
narrow_tilings! { same NARROW }
planar_tilings! { same PLANAR }
