// What a picture's cells find: rays first, then more of them where neighbours disagree.
#include "Looker.h"

namespace {
constexpr float glossKnown = 2, metalsGlossKnown = 4; // samples
constexpr uint32_t looksTogether = 16; // about as many as are remembered, and as live light takes at a cut

// The sun is asked every time, its shadows are followed at once: another pixel in every picture, as sunlight through a gap may be thinner than a cell.
SunSeen sunSeen(const VnIllumination *self, const VnPicture &p, int column, int row, uint32_t turn, const PixelTracer &own) {
    const PictureMemory &memory = self->memory;
    const auto ask = [&](const PixelTracer &tracer) { return !tracer.facesSun() ? turnedAway : tracer.rimReaches(turn + memory.age / 4) ? sunlit : shaded; };
    const int edge = memory.cells.edge, step = int(memory.age + turn) % (edge * edge), x = std::min(p.width - 1, column * edge + step % edge), y = std::min(p.height - 1, row * edge + step / edge);
    const Pixel other = read(p, x, y);
    return other.isLit ? ask(PixelTracer(*self, other, own.pattern)) : ask(own);
}

void lookFromCell(VnIllumination *self, const VnPicture &p, int column, int row, const Disturbance &disturbance) {
    PictureMemory &memory = self->memory;
    const Cells &cells = memory.cells;
    const int cell = row * cells.columns + column, x = cells.x(column, row), y = cells.y(row);
    const Pixel pixel = read(p, x, y);
    Remembered mind;
    SunSeen sun = unlit;
    memory.now.point[cell] = pack(pixel.point, pixel.isLit);
    memory.now.normal[cell] = pack(pixel.normal, p.depth[y * p.width + x]);
    memory.now.ids[cell] = p.ids[y * p.width + x];
    if (pixel.isLit) {
        mind = memory.recall(p, pixel.point, pixel.normal, x, y);
        const bool isTurn = memory.isTurn(column, row, mind.indirect[indirectCount], !disturbance.isAround && !disturbance.fading), isNew = mind.indirect[indirectCount] == 0;
        const bool gathers = isTurn || isNew || disturbance.isByMovers;
        // Other places on the lamps and other directions in every picture. Those cells fill the square together that look in the same one; where memories count,
        // all that a cell and its neighbours have gathered does so.
        const uint32_t turn = uint32_t((column & 1) + 2 * (row & 1));
        PixelTracer tracer(*self, pixel, Pattern{morton(uint32_t(column) >> 1, uint32_t(row) >> 1), 4 * memory.age + turn});
        if (gathers && (memory.isFirst() || !(isNew || disturbance.isNear))) {
            const uint32_t looks = memory.looks[cell]++;
            tracer.gathering = {looksTogether * morton(uint32_t(column), uint32_t(row)) + looks % looksTogether, vnHash(looks / looksTogether)};
            if (memory.isFirst()) tracer.pattern = tracer.gathering;
        }
        // Of sharper reflections every second cell's, where enough of them are known; of metals', which are seen most, more.
        const bool isMetal = pixel.surface.metallic > 0.5f && pixel.surface.roughness < probedRoughness;
        const bool isSharp = !sharesReflections(pixel.surface.roughness), knowsLittle = mind.gloss[glossCount] < (isMetal ? metalsGlossKnown : glossKnown);
        const bool looksSharply = (isSharp || isMetal) && (knowsLittle || (isSharp && (isBlack(column, row + int(memory.age)) || disturbance.isNear)));
        const bool reflects = !reflectsAlone(p, pixel.surface.roughness) && (gathers || looksSharply || (memory.remembers() && memory.isMoving(p.ids[y * p.width + x])));
        vec3 glint(0.0f);
        Looker looker{tracer, p, mind, disturbance};
        looker.atLamps(isTurn || mind.visibility[visibilityCount] == 0, reflects ? &glint : nullptr);
        if (gathers || reflects || isNew) looker.around(gathers, reflects, glint);
        if (gathers) mind.clear += (1 - mind.clear) / mind.indirect[indirectCount];
        sun = sunSeen(self, p, column, row, turn, tracer);
    }
    self->sunSeen[cell] = sun;
    memory.now.sun[cell] = sun | (memory.age % sunPeriod == 0 ? uint8_t(mind.sun << 4) : mind.sun);
    self->askedAnew[cell] = uint8_t(disturbance.lamps);
    memory.now.visibility[cell] = mind.visibility;
    memory.now.gloss[cell] = mind.gloss;
    memory.now.indirect[cell] = mind.indirect;
    memory.now.clear[cell] = mind.clear;
    memory.now.shadowAt[cell] = mind.shadowAt;
}

// The edge of a small lamp's shadow is narrow and much seen. Later pictures bring more rays by themselves.
f8 refinedLamps(const VnIllumination *self, const VnPicture &p, int column, int row, f8 visibility) {
    constexpr uint8_t all = 255;
    const PictureMemory &memory = self->memory;
    // A first picture has nothing to join, and a lamp's wide penumbra is grain by few rays.
    const bool isFirst = memory.isFirst();
    const uint8_t which = isFirst || visibility[visibilityCount] < 1.5f ? all : self->askedAnew[row * memory.cells.columns + column];
    if (which == 0) return visibility;
    const int rays = isFirst ? firstPenumbraRays : lampPenumbraRays;
    const float known = lampRays * (isFirst ? visibility[visibilityCount] : 1);
    f8 least = visibility, most = visibility;
    memory.cells.near(column, row, [&](int j) {
        if (memory.now.point[j][3] == 0) return;
        least = __builtin_elementwise_min(least, memory.now.visibility[j]);
        most = __builtin_elementwise_max(most, memory.now.visibility[j]);
    });
    PixelTracer tracer(*self, read(p, memory.cells.x(column, row), memory.cells.y(row)), Pattern{morton(uint32_t(column), uint32_t(row))});
    const auto &lamps = self->lights.area;
    for (int k = 0; k < int(lamps.size()) && k < lampLanes - 1; k++) {
        if (!lamps[k].isSmall() || most[k] <= least[k] || !(which >> k & 1)) continue;
        const float more = tracer.lampVisibility(lamps[k], uint32_t(310 + k), rays, nullptr);
        visibility[k] = (known * visibility[k] + rays * more) / (known + rays);
        visibility[visibilityCount] = (known + rays) / lampRays;
    }
    return visibility;
}
}

int32_t vnPictureBegin(VnIllumination *self, const VnPicture *p) {
    self->memory.begin(*p, self->scene, self->lights);
    const size_t count = self->memory.cells.count();
    self->askedAnew.resize(count);
    self->sunSeen.resize(count);
    self->sunAround.resize(count);
    self->isStripFound.resize(count);
    self->mirrors.rows.resize(p->height);
    for (auto &sun : self->sun) sun.resize(size_t(p->width) * p->height);
    for (int i = 0; i < 2; i++) {
        self->visibility[i].resize(count);
        self->gloss[i].resize(count);
        self->indirect[i].resize(count);
    }
    return self->memory.remembers();
}

void vnPictureTrace(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    constexpr int stretch = 8;
    PictureMemory &memory = self->memory;
    const Cells &cells = memory.cells;
    for (int row = fromRow; row < toRow; row++) {
        for (int from = 0; from < cells.columns; from += stretch) {
            const int to = std::min(cells.columns, from + stretch);
            Box box;
            for (int column = from; column < to && !memory.movers.empty(); column++) box.add(read(*p, cells.x(column, row), cells.y(row)));
            const Disturbance disturbance = memory.disturbance(self->lights, box.low, box.high);
            for (int column = from; column < to; column++) lookFromCell(self, *p, column, row, disturbance);
        }
    }
}

void vnPictureRefine(VnIllumination *self, const VnPicture *p, int32_t fromRow, int32_t toRow) {
    const PictureMemory &memory = self->memory;
    for (int row = fromRow; row < toRow; row++) {
        for (int column = 0; column < memory.cells.columns; column++) {
            const int cell = row * memory.cells.columns + column;
            f8 visibility = memory.now.visibility[cell];
            if (memory.now.point[cell][3] > 0) visibility = refinedLamps(self, *p, column, row, visibility);
            self->visibility[0][cell] = visibility;
            uint8_t seen = memory.sunLately(cell);
            memory.cells.near(column, row, [&](int j) { seen |= self->sunSeen[j]; });
            self->sunAround[cell] = seen;
        }
    }
}
