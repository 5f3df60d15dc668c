#include "CKernels.h"
#include "vector.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <vector>

namespace {

constexpr int edge = CK_GATE_EDGE;
// Differences below this share of white count little: exposed light.
constexpr float dark = 0.02f;

bool isBroken(const float *colour) {
    return !(std::fabs(colour[0]) <= FLT_MAX && std::fabs(colour[1]) <= FLT_MAX && std::fabs(colour[2]) <= FLT_MAX);
}

// Stops of brightness of a row of pixels, in front of and behind which the row's ends repeat. Broken ones are as dark as can be.
void levels(const float *colours, int width, float scale, std::vector<float> &row) {
    float *out = row.data() + 1;
    for (int x = 0; x < width; x++) {
        const float luma = 0.2126f * colours[3 * x] + 0.7152f * colours[3 * x + 1] + 0.0722f * colours[3 * x + 2];
        out[x] = dark + std::min(std::max(luma * scale, 0.0f), 1e6f);
    }
    for (int x = 0; x < width; x += 8) {
        Floats lanes = 1;
        const int count = std::min(8, width - x);
        memcpy(&lanes, out + x, sizeof(float) * count);
        lanes = logarithm2(lanes);
        memcpy(out + x, &lanes, sizeof(float) * count);
    }
    row[0] = row[1];
    row[width + 1] = row[width];
}

// Of one row of pixels: its levels, what they differ from the rows around by, and what may be expected to.
struct Row {
    std::vector<float> painted, composite, base;
    const uint32_t *ids = nullptr;

    void fill(const CkGate &gate, int y) {
        y = std::clamp(y, 0, gate.height - 1);
        const int64_t first = 3 * int64_t(y) * gate.width;
        for (auto *row : {&painted, &composite, &base}) row->resize(gate.width + 16);
        levels(gate.painted + first, gate.width, gate.exposure, painted);
        levels(gate.composite + first, gate.width, gate.exposure, composite);
        levels(gate.baseColour + first, gate.width, 1, base);
        ids = gate.ids + int64_t(y) * gate.width;
    }
};

float steepness(const float *row, const float *above, const float *below) {
    return std::max(std::fabs(row[1] - row[-1]), std::fabs(below[0] - above[0]));
}

// Painted steepness of the middle row, and that of everything else.
void steepnesses(const Row &above, const Row &row, const Row &below, int width, float *painted, float *expected) {
    constexpr float boundary = 16;
    for (int x = 0; x < width; x++) {
        painted[x] = steepness(&row.painted[x + 1], &above.painted[x + 1], &below.painted[x + 1]);
        const float known = std::max(steepness(&row.composite[x + 1], &above.composite[x + 1], &below.composite[x + 1]),
                                     steepness(&row.base[x + 1], &above.base[x + 1], &below.base[x + 1]));
        const uint32_t id = row.ids[x];
        const bool ends = row.ids[std::max(x - 1, 0)] != id || row.ids[std::min(x + 1, width - 1)] != id || above.ids[x] != id || below.ids[x] != id;
        expected[x] = ends ? boundary : known;
    }
}

}

void ck_gate_rows(const CkGate *gate, CkGateBlock *blocks, int32_t firstBlockRow, int32_t endBlockRow) {
    const int width = gate->width, columns = (width + edge - 1) / edge;
    // Expected steepness reaches a pixel farther each way: three rows of it, of five rows of levels.
    Row rows[3];
    std::vector<float> painted[3], expected[3];
    for (int k = 0; k < 3; k++) { painted[k].resize(width); expected[k].resize(width); }
    const int firstRow = firstBlockRow * edge, endRow = std::min(endBlockRow * edge, gate->height);
    rows[0].fill(*gate, firstRow - 2);
    rows[1].fill(*gate, firstRow - 1);
    for (int y = firstRow - 1; y <= endRow; y++) {
        // Row y's steepness, then the unexpected of row y - 1.
        rows[2].fill(*gate, y + 1);
        const int now = (y + 3) % 3, before = (y + 2) % 3, last = (y + 1) % 3;
        steepnesses(rows[0], rows[1], rows[2], width, painted[now].data(), expected[now].data());
        std::swap(rows[0], rows[1]);
        std::swap(rows[1], rows[2]);
        const int middle = y - 1;
        if (middle < firstRow) continue;
        CkGateBlock *line = blocks + int64_t(middle / edge) * columns;
        if (middle % edge == 0) std::fill(line, line + columns, CkGateBlock{});
        std::vector<float> &around = expected[last];
        for (int x = 0; x < width; x++) around[x] = std::max(around[x], std::max(expected[before][x], expected[now][x]));
        for (int x = 0; x < width; x++) {
            const float most = std::max(around[x], std::max(around[std::max(x - 1, 0)], around[std::min(x + 1, width - 1)]));
            line[x / edge].unexpectedEdges += std::min(4.0f, std::max(0.0f, painted[before][x] - most));
        }
        for (int x = 0; x < width; x++) {
            const int64_t at = 3 * (int64_t(middle) * width + x);
            CkGateBlock &block = line[x / edge];
            if (isBroken(gate->painted + at)) { block.brokenCount++; continue; }
            for (int c = 0; c < 3; c++) {
                block.painted[c] += gate->painted[at + c];
                block.composite[c] += gate->composite[at + c];
            }
        }
        if (middle % edge != edge - 1 && middle != gate->height - 1) continue;
        for (int column = 0; column < columns; column++) {
            CkGateBlock &block = line[column];
            const int pixels = (middle % edge + 1) * std::min(edge, width - column * edge);
            const float share = gate->exposure / std::max(1, pixels - block.brokenCount);
            for (int c = 0; c < 3; c++) { block.painted[c] *= share; block.composite[c] *= share; }
            block.unexpectedEdges /= pixels;
        }
    }
}

void ck_gate_mix_rows(const CkGate *gate, float *painted, const float *share, int32_t firstRow, int32_t endRow) {
    for (int64_t pixel = int64_t(firstRow) * gate->width; pixel < int64_t(endRow) * gate->width; pixel++) {
        float *colour = painted + 3 * pixel;
        const float *composite = gate->composite + 3 * pixel;
        if (isBroken(colour)) std::copy(composite, composite + 3, colour);
        else if (share[pixel] > 0) for (int c = 0; c < 3; c++) colour[c] += share[pixel] * (composite[c] - colour[c]);
    }
}
