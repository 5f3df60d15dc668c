// From cells to pixels: each takes what the cells on its own surface found, and adds the analytic terms.
#include "LampEdges.h"
#include "Looker.h"

namespace {
void write(float *plane, int i, vec3 v) { plane[3 * i] = v.x; plane[3 * i + 1] = v.y; plane[3 * i + 2] = v.z; }

struct Resolver {
    VnIllumination *self;
    const VnPicture &p;

    struct Found {
        f8 visibility = {}, gloss = {}, indirect = {};
        float sum = 0;
    };

    void add(const Pixel &pixel, int cell, float share, Found &found) const {
        constexpr int last = vnFilterPassCount & 1;
        const CellMemory &now = self->memory.now;
        const vec3 d = unpack(now.point[cell]) - pixel.point;
        const float off = 1.0f - std::fabs(dot(d, pixel.normal)) / (0.003f + 1.5f * pixel.width), cosine = dot(unpack(now.normal[cell]), pixel.normal);
        if (off <= 0 || cosine <= 0.3f || now.point[cell][3] == 0) return;
        const float w = share * off * square(square(square(cosine)));
        found.visibility += self->visibility[last][cell] * w;
        found.gloss += self->gloss[last][cell] * w;
        found.indirect += self->indirect[last][cell] * w;
        found.sum += w;
    }

    // What the cells around know of the pixel's surface; false: none does.
    bool find(const Pixel &pixel, int x, int y, Found &found) const {
        constexpr float enough = 0.05f;
        const Cells &cells = self->memory.cells;
        cells.around(float(x), float(y), [&](int cell, float share) { add(pixel, cell, share, found); });
        if (found.sum < enough && cells.edge > 1) {
            found = Found();
            for (int row = std::max(0, y / cells.edge - 1); row <= std::min(cells.rows - 1, y / cells.edge + 2); row++)
                for (int column = std::max(0, x / cells.edge - 1); column <= std::min(cells.columns - 1, x / cells.edge + 2); column++) {
                    const int cell = row * cells.columns + column;
                    // Farther off, what lies as it does is lit as it is only where it is the same thing.
                    if (self->memory.now.ids[cell] == p.ids[y * p.width + x]) add(pixel, cell, 1, found);
                }
        }
        found.visibility /= found.sum;
        found.gloss /= found.sum;
        found.indirect /= found.sum;
        return found.sum >= enough;
    }

    // The pixel looks for itself: four times in a first picture and where something moved; else once, which joins what the picture before knew.
    void lookAlone(const Pixel &pixel, int x, int y) const {
        PictureMemory &memory = self->memory;
        const bool isNew = memory.isFirst() || memory.disturbance(self->lights, pixel.point, pixel.point).isAny();
        const uint32_t looks = isNew ? 4 : 1;
        Remembered mind;
        if (!isNew) mind = memory.recallAlone(p, pixel.point, pixel.normal, x, y);
        if (!isNew && mind.indirect[indirectCount] == 0) mind = memory.recall(p, pixel.point, pixel.normal, x, y);
        VnPicture picture = p;
        picture.isAgain = isNew;
        for (uint32_t k = 0; k < looks; k++) {
            PixelTracer tracer(*self, pixel, Pattern{looks * morton(uint32_t(x), uint32_t(y)) + k, memory.age});
            vec3 glint(0.0f);
            Looker looker{tracer, picture, mind, Disturbance()};
            looker.atLamps(true, &glint);
            looker.around(true, true, glint);
        }
        memory.alone[y].push_back({x, p.ids[y * p.width + x], pixel.point, pixel.normal, mind});
    }

    // One look is grain, which along a seam is a row of specks: those of the same surface around count as well, farther ones where there are few.
    Found shared(const AlonePixel &own, const Pixel &pixel, int y) const {
        constexpr int near = 3, far = 9;
        constexpr float alike = 0.8f, enough = 16;
        const AloneRows &alone = self->memory.alone;
        Found found;
        f8 counts = {};
        for (int reach = near; reach <= far && counts[2] < enough; reach += far - near) {
            found = Found();
            counts = f8{};
            for (int v = std::max(0, y - reach); v <= std::min(p.height - 1, y + reach); v++) {
                auto other = std::lower_bound(alone[v].begin(), alone[v].end(), own.x - reach, [](const AlonePixel &a, int x) { return a.x < x; });
                for (; other != alone[v].end() && other->x <= own.x + reach; other++) {
                    if (other->id != own.id || dot(other->normal, own.normal) < alike) continue;
                    if (std::fabs(dot(other->point - own.point, own.normal)) > 0.003f + 1.5f * pixel.width) continue;
                    const Remembered &mind = other->mind;
                    found.visibility += mind.visibility * mind.visibility[visibilityCount];
                    found.gloss += mind.gloss * mind.gloss[glossCount];
                    found.indirect += mind.indirect * mind.indirect[indirectCount];
                    counts += f8{mind.visibility[visibilityCount], mind.gloss[glossCount], mind.indirect[indirectCount]};
                }
            }
        }
        found.visibility /= counts[0];
        found.gloss /= counts[1];
        found.indirect /= counts[2];
        return found;
    }

    int cellOf(int x, int y) const { return (y / self->memory.cells.edge) * self->memory.cells.columns + x / self->memory.cells.edge; }
    static bool isMixed(uint8_t around) { return (around & ~unlit) != sunlit && (around & ~unlit) != shaded; }

    PixelTracer sunTracer(const Pixel &pixel, int x, int y) const { return PixelTracer(*self, pixel, Pattern{morton(uint32_t(x), uint32_t(y))}); }

    template <class Body> void around(int x, int y, Body body) const {
        for (int v = std::max(0, y - 1); v <= std::min(p.height - 1, y + 1); v++)
            for (int u = std::max(0, x - 1); u <= std::min(p.width - 1, x + 1); u++) body(v * p.width + u);
    }

    // A quarter of a pixel's rays to the sun, another one in every picture.
    int quarter() const { return int(self->memory.age & 3); }

    // How much of the sun arrives by that quarter of a row's pixels' rays, below 0 where there is nothing to light; a few pixels' rays together.
    void firstSun(int y, float *row) const {
        constexpr int together = ShadowRays::most / sunRaysPerQuarter;
        ShadowRays rays;
        int waiting[together];
        const auto ask = [&] {
            const uint32_t arrived = self->scene.unblocked(rays);
            for (int k = 0; k < rays.count / sunRaysPerQuarter; k++) row[waiting[k]] = arrivedShare(arrived, k);
            rays.count = 0;
        };
        const int first = quarter() * sunRaysPerQuarter;
        for (int x = 0; x < p.width; x++) {
            const uint8_t seen = self->sunAround[cellOf(x, y)];
            const Pixel pixel = read(p, x, y);
            if (!pixel.isLit || dot(pixel.normal, self->lights.directionToSun) <= 0) row[x] = -1;
            else if (!isMixed(seen)) row[x] = (seen & sunlit) ? 1.0f : 0.0f;
            else {
                waiting[rays.count / sunRaysPerQuarter] = x;
                sunTracer(pixel, x, y).addSunRays(p, first, first + sunRaysPerQuarter, rays);
                if (rays.count == ShadowRays::most) ask();
            }
        }
        if (rays.count > 0) ask();
    }

    static float arrivedShare(uint32_t bits, int quarter) {
        return float(__builtin_popcount(bits >> (quarter * sunRaysPerQuarter) & ((1u << sunRaysPerQuarter) - 1))) / sunRaysPerQuarter;
    }

    // By all quarters: those that pictures before asked about, or all of them where its neighbours don't agree. The sun is so much brighter than the shade
    // that a fifth of it is seen as nearly all.
    void closerSun(int y) const {
        constexpr int stretch = 16;
        PictureMemory &memory = self->memory;
        for (int from = 0; from < p.width; from += stretch) {
            const int to = std::min(p.width, from + stretch);
            Box box;
            for (int x = from; x < to && !memory.movers.empty(); x++) box.add(read(p, x, y));
            const bool isDisturbed = memory.disturbance(self->lights, box.low, box.high).sun;
            for (int x = from; x < to; x++) {
                const int i = y * p.width + x;
                const f4 quarters = closerSun(x, y, isDisturbed);
                keepSun(x, y, quarters);
                memory.sun.depth[i] = p.depth[i];
                memory.sun.ids[i] = p.ids[i];
            }
        }
    }

    void keepSun(int x, int y, f4 quarters) const {
        const int i = y * p.width + x;
        self->memory.sun.quarters[i] = quarters;
        self->sun[1][i] = 0.25f * (quarters[0] + quarters[1] + quarters[2] + quarters[3]);
        uint8_t &seen = self->memory.now.sun[cellOf(x, y)];
        if (self->sun[1][i] > 0) seen |= sunlit;
        if (self->sun[1][i] >= 0 && self->sun[1][i] < 1) seen |= shaded;
    }

    // A strip thinner than a cell goes on beside where it was found.
    void spreadSun(int row) const {
        const Cells &cells = self->memory.cells;
        for (int column = 0; column < cells.columns; column++) {
            uint8_t &around = self->sunAround[row * cells.columns + column], &isFound = self->isStripFound[row * cells.columns + column];
            isFound = false;
            if (isMixed(around)) continue;
            cells.near(column, row, [&](int j) { isFound |= self->memory.isStrip(j % cells.columns, j / cells.columns); });
            if (isFound) around |= shaded | sunlit;
        }
    }

    void furtherSun(int y) const {
        for (int x = 0; x < p.width; x++) {
            if (!self->isStripFound[cellOf(x, y)] || self->sun[1][y * p.width + x] < 0) continue;
            const Pixel pixel = read(p, x, y);
            const f4 *known = knownSun(pixel, x, y);
            keepSun(x, y, askedSun(pixel, x, y, known ? *known : f4{}, known ? 1 : 4));
        }
    }

    const f4 *knownSun(const Pixel &pixel, int x, int y) const {
        return self->memory.recallSun(p, pixel.point, 0.003f + 2 * pixel.width / pixel.nov, y * p.width + x);
    }

    // So many of the quarters asked about, from the picture's on or the one after it.
    f4 askedSun(const Pixel &pixel, int x, int y, f4 quarters, int count, int first = 0) const {
        ShadowRays rays;
        const auto which = [&](int k) { return (quarter() + first + k) & 3; };
        for (int k = 0; k < count; k++) sunTracer(pixel, x, y).addSunRays(p, which(k) * sunRaysPerQuarter, (which(k) + 1) * sunRaysPerQuarter, rays);
        const uint32_t arrived = self->scene.unblocked(rays);
        for (int k = 0; k < count; k++) quarters[which(k)] = arrivedShare(arrived, k);
        return quarters;
    }

    f4 closerSun(int x, int y, bool isDisturbed) const {
        const std::vector<float> &first = self->sun[0];
        const float own = first[y * p.width + x];
        f4 quarters = f4{} + own;
        if (own < 0 || !isMixed(self->sunAround[cellOf(x, y)])) return quarters;
        const Pixel pixel = read(p, x, y);
        if (const f4 *known = isDisturbed ? nullptr : knownSun(pixel, x, y)) {
            quarters = *known;
            quarters[quarter()] = own;
            return quarters;
        }
        bool agree = own == 0 || own == 1;
        around(x, y, [&](int j) { agree &= first[j] == own || first[j] < 0; });
        return agree ? quarters : askedSun(pixel, x, y, quarters, 3, 1);
    }

    // A wide penumbra's grain goes into its neighbours, which have other rays; a narrow one has none that are as bright.
    float sun(int x, int y) const {
        constexpr float alike = 0.3f;
        const std::vector<float> &closer = self->sun[1];
        const float own = closer[y * p.width + x];
        float sum = 0, weights = 0;
        around(x, y, [&](int j) {
            const float w = closer[j] < 0 || p.ids[j] != p.ids[y * p.width + x] ? 0.0f : max(0.0f, 1.0f - std::fabs(closer[j] - own) / alike);
            sum += w * closer[j];
            weights += w;
        });
        return weights > 0 ? sum / weights : 0.0f;
    }

    // Those of whose surface no cell knows are left to `finishAlone`.
    void row(int y) const {
        for (int x = 0; x < p.width; x++) {
            const Pixel pixel = read(p, x, y);
            Found found;
            if (!pixel.isLit || find(pixel, x, y, found)) shade(pixel, x, y, found);
            else lookAlone(pixel, x, y);
        }
    }

    void finishAlone(int y) const {
        for (const AlonePixel &own : self->memory.alone[y]) {
            const Pixel pixel = read(p, own.x, y);
            shade(pixel, own.x, y, shared(own, pixel, y));
        }
    }

    void shade(const Pixel &pixel, int x, int y, const Found &found) const {
        const Lights &lights = self->lights;
        const int i = y * p.width + x;
        vec3 diffuse(0.0f), glint(0.0f), irradiance(0.0f), mirrored(0.0f);
        float openness = 1, &sunShown = self->sun[0][i];
        sunShown = -1;
        if (pixel.isLit) {
            const f8 gloss = found.gloss, indirect = found.indirect;
            const Surface &s = pixel.surface;
            irradiance = maximum(vec3(indirect[0] + indirect[4], indirect[1] + indirect[5], indirect[2] + indirect[6]), 0.0f) * diffuseAlbedo(s.roughness, pixel.nov);
            openness = indirect[3];
            if (reflectsAlone(p, s.roughness)) {
                self->mirrors.resolve(*self, p, pixel, x, y, mirrored, glint);
            } else {
                const vec3 envelope = specularAlbedo()(s, pixel.nov);
                glint = maximum(vec3(gloss[4], gloss[5], gloss[6]), 0.0f) * envelope;
                mirrored = maximum(vec3(gloss[0], gloss[1], gloss[2]), 0.0f) * envelope;
            }
            const vec3 glintOfCells = glint;
            const float nol = dot(pixel.normal, lights.directionToSun), sun = lights.sunShines && nol > 0 ? this->sun(x, y) : 0.0f;
            if (lights.sunShines && nol > 0) sunShown = sun;
            if (sun > 0) {
                const vec3 arriving = lights.sunIlluminance * sun;
                diffuse += arriving * (nol * pixel.scattered(lights.directionToSun));
                glint += arriving * pixel.highlight(lights.directionToSun, sunRadius);
            }
            f8 visibility = found.visibility;
            LampEdges{self, p}.sharpen(x, y, visibility);
            float arriving = 0, arrivingAtCells = 0;
            const bool findsLamps = reflectsAlone(p, s.roughness) && !isMirror(s.roughness);
            for (size_t k = 0; k < lights.area.size(); k++) {
                const AreaLight &lamp = lights.area[k];
                const float seen = visibility[lampLane(k)], seenByCells = found.visibility[lampLane(k)];
                if (seen <= 0 && seenByCells <= 0) continue;
                const float e = lamp.irradiance(pixel.point, pixel.normal);
                if (e <= 0) continue;
                arriving += luminance(lamp.luminance) * e * seen;
                arrivingAtCells += luminance(lamp.luminance) * e * seenByCells;
                if (seen <= 0) continue;
                const vec3 apart = lamp.centre - pixel.point, towards = normalize(apart);
                diffuse += lamp.luminance * (e * seen * pixel.scattered(towards));
                const float sine2 = square(lamp.radius) / dot(apart, apart);
                if (findsLamps && lamp.isSphere && dot(towards, pixel.normal) > 0) glint += lamp.luminance * (pi * sine2 * seen) * pixel.highlight(towards, sqrt(sine2));
            }
            // Cells' highlights end where the shadows do.
            if (arrivingAtCells > 0 && !reflectsAlone(p, s.roughness)) glint += glintOfCells * (min(2.0f, arriving / arrivingAtCells) - 1);
            diffuse = diffuse * s.diffuse();
        }
        write(p.directDiffuse, i, diffuse);
        write(p.directSpecular, i, glint);
        write(p.irradiance, i, irradiance);
        write(p.reflection, i, mirrored);
        p.occlusion[i] = openness;
    }
};
}

void vnPictureSun(VnIllumination *self, const VnPicture *p, int32_t pass, int32_t fromRow, int32_t toRow) {
    const Resolver resolver{self, *p};
    if (!self->lights.sunShines) return;
    // From picture to picture it spreads by itself.
    if (pass > 3 && !self->memory.isFirst()) return;
    const bool spreads = pass > 1 && pass % 2 == 0, looksFurther = pass > 1 && !spreads;
    for (int row = fromRow; row < toRow; row++) {
        if (spreads) resolver.spreadSun(row);
        const int edge = self->memory.cells.edge;
        for (int y = row * edge; y < std::min(p->height, (row + 1) * edge); y++) {
            if (pass == 0) resolver.firstSun(y, &self->sun[0][size_t(y) * p->width]);
            if (pass == 1) resolver.closerSun(y);
            if (looksFurther) resolver.furtherSun(y);
        }
    }
}

void vnPictureMirrors(VnIllumination *self, const VnPicture *p, int32_t pass, int32_t fromRow, int32_t toRow) {
    for (int y = fromRow; y < toRow; y++) pass == 0 ? self->mirrors.look(*self, *p, y) : self->mirrors.share(y);
}

void vnPictureResolve(VnIllumination *self, const VnPicture *p, int32_t pass, int32_t fromRow, int32_t toRow) {
    const Resolver resolver{self, *p};
    for (int y = fromRow; y < toRow; y++) pass == 0 ? resolver.row(y) : resolver.finishAlone(y);
}
