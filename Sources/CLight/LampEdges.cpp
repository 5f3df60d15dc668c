#include "LampEdges.h"

namespace {
constexpr float unknown = -1;
// Shares of a lamp, as cells found them and as their filters left them.
constexpr float unlike = 0.5f, filteredUnlike = 0.3f;
constexpr int fewRays = 2, someRays = 6, manyRays = 16;
constexpr float longestMemory = 16, much = 10; // rays

struct Range {
    f8 least = f8{} + 1.0f, most = {};
    void add(f8 value) {
        least = __builtin_elementwise_min(least, value);
        most = __builtin_elementwise_max(most, value);
    }
    bool isWide(int lane, float width) const { return most[lane] - least[lane] > width; }
};

auto from(std::vector<LampEdgePixel> &row, int x) {
    return std::lower_bound(row.begin(), row.end(), x, [](const LampEdgePixel &a, int x) { return a.x < x; });
}
}

uint32_t LampEdges::lanesApart(int column, int row) const {
    const PictureMemory &memory = self->memory;
    const auto &lamps = self->lights.area;
    Range found, filtered;
    memory.cells.near(column, row, [&](int j) {
        if (memory.now.point[j][3] == 0) return;
        found.add(memory.now.visibility[j]);
        filtered.add(self->visibility[vnFilterPassCount & 1][j]);
    });
    uint32_t lanes = 0;
    for (int k = 0; k < int(lamps.size()) && k < lampLanes - 1; k++)
        if (lamps[k].isSmall() && (found.isWide(k, unlike) || filtered.isWide(k, filteredUnlike))) lanes |= 1u << k;
    return lanes;
}

void LampEdges::ask(int x, int y, uint32_t lanes, uint32_t anew) const {
    PictureMemory &memory = self->memory;
    const Pixel pixel = read(p, x, y);
    if (!pixel.isLit) return;
    const LampEdgePixel *known = memory.recallLampEdge(p, x, y);
    // Handed on from pixel to pixel it would spread: what was seen elsewhere is worth less here.
    const vec3 apart = known ? known->seenAt - pixel.point : vec3(0.0f);
    const float nearness = max(0.1f, 1 - dot(apart, apart) / square(1.5f * pixel.width)), before = known ? nearness * min(known->visibility[visibilityCount], longestMemory) : 0;
    float asked = 0, remembered = 0;
    f8 visibility = f8{} + unknown;
    visibility[visibilityCount] = 0;
    PixelTracer tracer(*self, pixel, Pattern{morton(uint32_t(x), uint32_t(y)), memory.age});
    for (int k = 0; k < lampLanes - 1; k++) {
        if (!(lanes >> k & 1)) continue;
        const AreaLight &lamp = self->lights.area[k];
        const bool isKnown = before > 0 && !(anew >> k & 1) && known->visibility[k] != unknown;
        // Of those that know much a half, the other one in the next picture.
        const bool rests = isKnown && before > much && isBlack(x, y + int(memory.age));
        const int rays = rests ? 0 : isKnown ? fewRays : memory.isFirst() ? manyRays : someRays;
        const float seen = rests ? 0 : tracer.lampVisibility(lamp, uint32_t(600 + k), rays, nullptr);
        visibility[k] = isKnown ? (seen * rays + known->visibility[k] * before) / (rays + before) : seen;
        asked = max(asked, float(rays));
        if (isKnown) remembered = before;
    }
    visibility[visibilityCount] = asked + remembered;
    memory.lampEdges[y].push_back({x, p.ids[y * p.width + x], pixel.point + apart * (remembered / (asked + remembered)), visibility});
}

void LampEdges::find(int row) const {
    const Cells &cells = self->memory.cells;
    if (cells.edge == 1 || !LampKinds(self->lights).isAnySmall()) return;
    std::vector<uint32_t> lanes(cells.columns);
    bool isAny = false;
    for (int column = 0; column < cells.columns; column++) isAny |= (lanes[column] = lanesApart(column, row)) != 0;
    if (!isAny) return;
    for (int y = row * cells.edge; y < std::min(p.height, (row + 1) * cells.edge); y++) {
        for (int x = 0; x < p.width; x++) {
            const int column = x / cells.edge;
            if (lanes[column]) ask(x, y, lanes[column], self->askedAnew[row * cells.columns + column]);
        }
    }
}

void LampEdges::sharpen(int x, int y, f8 &visibility) const {
    constexpr float alike = 0.3f;
    auto &rows = self->memory.lampEdges;
    const auto own = from(rows[y], x);
    if (own == rows[y].end() || own->x != x) return;
    f8 sum = {}, weights = {};
    for (int v = std::max(0, y - 1); v <= std::min(p.height - 1, y + 1); v++) {
        for (auto other = from(rows[v], x - 1); other != rows[v].end() && other->x <= x + 1; other++) {
            if (other->id != own->id) continue;
            const f8 apart = __builtin_elementwise_abs(other->visibility - own->visibility), share = __builtin_elementwise_max(f8{}, 1.0f - apart / alike);
            sum += share * other->visibility;
            weights += share;
        }
    }
    for (int k = 0; k < lampLanes - 1; k++) if (own->visibility[k] != unknown) visibility[k] = sum[k] / weights[k];
}

void vnPictureLamps(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    const LampEdges edges{self, *p};
    for (int row = fromRow; row < toRow; row++) edges.find(row);
}
