// What pictures gathered so far, cell by cell, for the pictures after them.
#pragma once
#include "Cells.h"

// Lanes that count samples.
constexpr int visibilityCount = 7, glossCount = 3, indirectCount = 7;

struct CellMemory {
    std::vector<f4> point, normal; // of the cells' pixels; w: it is lit; depth
    std::vector<uint32_t> ids;
    std::vector<f8> visibility, gloss, indirect;
    void resize(size_t count);
};

// What a cell finds of itself in the picture before; counts of 0: nothing.
struct Remembered {
    f8 visibility = {}, gloss = {}, indirect = {};
};

// A body that has moved since the picture before: where it was and is.
struct Mover {
    vec3 centre[2];
    float radius;
};

// What the movers may have changed along a stretch of cells.
struct Disturbance {
    uint32_t lamps = 0; // a bit each: much of its light
    uint32_t fading = 0; // a little of it
    bool isNear = false;
};

struct PictureMemory {
    CellMemory now, before;
    Cells cells;
    uint32_t age = 0; // pictures since the start or a cut
    std::vector<Mover> movers;
    std::vector<bool> hasMoved; // by body
    uint32_t movedLamps = 0; // a bit each; from the 32nd on they share the last

    // `remembers`: this picture follows the one before.
    void begin(const VnPicture &picture, const Scene &scene, const Lights &lights);
    bool remembers() const { return age > 0; }
    // A quarter of the cells, another one every picture; all of them after a cut.
    bool isTurn(int column, int row) const;
    Remembered recall(const VnPicture &picture, int column, int row) const;
    Disturbance disturbance(const Lights &lights, int fromCell, int toCell) const;

private:
    vec3 eye, eyeBefore;
    bool looksEverywhere = false;
    std::vector<Transform> places;
    Lights lightsBefore;
};
