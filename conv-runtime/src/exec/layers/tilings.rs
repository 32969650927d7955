//! The register tiles that are compiled, as lists for the macros that compile them.

use conv_plan::plan::layer::Tiling;

/// Calls a macro with the tiles of levels with 32 registers.
macro_rules! wide_tilings {
    ($then:ident $($before:tt)*) => {
        $then! { $($before)*
            BroadcastWeights 8 3 BroadcastWeights 8 2 BroadcastWeights 6 4 BroadcastWeights 6 2 BroadcastWeights 4 4 BroadcastWeights 8 1 BroadcastWeights 3 6 BroadcastWeights 2 8 BroadcastWeights 1 6 BroadcastWeights 1 1
            BroadcastInputs 14 2 BroadcastInputs 12 2 BroadcastInputs 10 2 BroadcastInputs 8 2 BroadcastInputs 4 2 BroadcastInputs 14 1 BroadcastInputs 8 1 BroadcastInputs 4 1 BroadcastInputs 1 2 BroadcastInputs 1 1
            BroadcastPixels 14 2 BroadcastPixels 8 2 BroadcastPixels 4 2 BroadcastPixels 14 1 BroadcastPixels 8 1 BroadcastPixels 4 1 BroadcastPixels 2 1 BroadcastPixels 1 1
        }
    };
}

/// Calls a macro with the tiles of levels with 16 registers.
macro_rules! narrow_tilings {
    ($then:ident $($before:tt)*) => {
        $then! { $($before)*
            BroadcastWeights 4 3 BroadcastWeights 4 2 BroadcastWeights 6 2 BroadcastWeights 8 1 BroadcastWeights 3 3 BroadcastWeights 2 4 BroadcastWeights 1 6 BroadcastWeights 1 1
            BroadcastInputs 6 1 BroadcastInputs 4 1 BroadcastInputs 2 1 BroadcastInputs 1 1
            BroadcastPixels 6 1 BroadcastPixels 4 1 BroadcastPixels 2 1 BroadcastPixels 1 1
        }
    };
}

/// Calls a macro with the tiles of one channel: size of the window, distance between output rows.
macro_rules! planar_tilings {
    ($then:ident $($before:tt)*) => {
        $then! { $($before)*
            Planar 3 1 Planar 3 2 Planar 5 1 Planar 5 2
        }
    };
}
pub(super) use narrow_tilings;
pub(super) use planar_tilings;
pub(super) use wide_tilings;

/// Fails the build unless the planner has the same list.
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
