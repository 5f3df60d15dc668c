// Shadows of small lamps are sharper than cells: where cells don't agree about one, every pixel asks for itself, as it does for the sun.
#pragma once
#include "PixelTracer.h"

struct LampEdges {
    VnIllumination *self;
    const VnPicture &p;

    // Those of a row of cells.
    void find(int row) const;
    // What a pixel asked for, with what its neighbours found, instead of what cells say.
    void sharpen(int x, int y, f8 &visibility) const;

private:
    uint32_t lanesApart(int column, int row) const;
    void ask(int x, int y, uint32_t lanes, uint32_t anew) const;
};
