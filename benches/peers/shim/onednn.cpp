// oneDNN: one layer, or layers one after the other, in each of three ways.
//
//   blocked   each layer chooses its formats; the input is brought into the first one's before, and
//             the output back from the last one's after, both not timed
//   reorders  as `blocked`, with both reorders in the call: input and output are `nchw`
//   plain     every layer is asked for `nchw`
//
// Weights are brought into the format that the layer chooses when it is set up, in all three.

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "call.hpp"
#include "oneapi/dnnl/dnnl.hpp"

enum Arithmetic { FLOATS = 0, SUMS = 1, QUANTIZED = 2 };

// `inputs` and `outputs` are channels. Integer layers have `u8` inputs and `i8` weights, and `i32`
// outputs, or `u8` outputs that are the sums times `scale`. Without a bias it is null.
struct Layer {
    int inputs, height, width, outputs, out_height, out_width, rows, columns;
    int groups, stride, padding, transposed, arithmetic;
    float scale;
    const float* weights;
    const float* bias;
};

namespace {

using namespace dnnl;
using std::string;
using std::vector;
using Type = memory::data_type;
using Tag = memory::format_tag;

const engine& cpu() {
    static const engine one(engine::kind::cpu, 0);
    return one;
}

// Primitives with their arguments, in the order in which they run.
struct Steps {
    vector<primitive> primitives;
    vector<std::unordered_map<int, memory>> arguments;

    void add(const primitive& step, std::unordered_map<int, memory> with) {
        primitives.push_back(step);
        arguments.push_back(std::move(with));
    }
    void reorder_into(memory from, memory to) { add(reorder(from, to), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}); }
    void run(stream& on) const {
        for (size_t i = 0; i < primitives.size(); i++) primitives[i].execute(on, arguments[i]);
        on.wait();
    }
};

// The memory of a format: the same if it has it already.
memory in_format(Steps& steps, const memory& from, const memory::desc& wanted) {
    if (from.get_desc() == wanted) return from;
    memory to(wanted, cpu());
    steps.reorder_into(from, to);
    return to;
}

// Descriptions of a layer's memory; `tag` is that of its input and output.
struct Descriptions {
    memory::desc src, weights, bias, dst;
    memory::dims strides, padding;

    Descriptions(const Layer& layer, Tag tag) {
        const bool floats = layer.arithmetic == FLOATS;
        const Type in = floats ? Type::f32 : Type::u8;
        const Type out = floats ? Type::f32 : layer.arithmetic == SUMS ? Type::s32 : Type::u8;
        src = {{1, layer.inputs, layer.height, layer.width}, in, tag};
        dst = {{1, layer.outputs, layer.out_height, layer.out_width}, out, tag};
        weights = {shape(layer), floats ? Type::f32 : Type::s8, Tag::any};
        if (layer.bias) bias = {{layer.outputs}, Type::f32, Tag::x};
        strides = {layer.stride, layer.stride};
        padding = {layer.padding, layer.padding};
    }

    // `[out][in][row][column]` within groups, of transposed layers too.
    static memory::dims shape(const Layer& layer) {
        const int outputs = layer.outputs / layer.groups, inputs = layer.inputs / layer.groups;
        if (layer.groups == 1) return {outputs, inputs, layer.rows, layer.columns};
        return {layer.groups, outputs, inputs, layer.rows, layer.columns};
    }
};

// A layer's weights where the caller has them: of a transposed layer `[in][out][row][column]`.
memory given_weights(const Layer& layer) {
    Tag tag = layer.groups == 1 ? Tag::oihw : Tag::goihw;
    if (layer.transposed) tag = layer.groups == 1 ? Tag::iohw : Tag::giohw;
    const memory::desc desc(Descriptions::shape(layer), Type::f32, tag);
    return memory(desc, cpu(), const_cast<float*>(layer.weights));
}

memory filled(const memory::desc& desc, const float* values, int count) {
    const memory made(desc, cpu());
    std::copy(values, values + count, static_cast<float*>(made.get_data_handle()));
    return made;
}

template <class Kind>
memory append(Steps& steps, const typename Kind::primitive_desc& chosen, const Layer& layer, const memory& src,
              const memory* dst, stream& on) {
    const memory weights(chosen.weights_desc(), cpu());
    auto given = given_weights(layer);
    auto packed = weights;
    reorder(given, packed).execute(on, given, packed);
    on.wait();
    const memory in = in_format(steps, src, chosen.src_desc());
    // Straight into the caller's output where the layer has that format.
    const memory out = dst && dst->get_desc() == chosen.dst_desc() ? *dst : memory(chosen.dst_desc(), cpu());
    std::unordered_map<int, memory> with = {{DNNL_ARG_SRC, in}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, out}};
    if (layer.bias) with[DNNL_ARG_BIAS] = filled(chosen.bias_desc(), layer.bias, layer.outputs);
    if (layer.arithmetic == QUANTIZED)
        with[DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS] = filled({{1}, Type::f32, Tag::x}, &layer.scale, 1);
    steps.add(Kind(chosen), std::move(with));
    return out;
}

memory append_layer(Steps& steps, const Layer& layer, Tag tag, const memory& src, const memory* dst, stream& on) {
    const Descriptions of(layer, tag);
    const auto forward = prop_kind::forward_inference;
    primitive_attr scales;
    if (layer.arithmetic == QUANTIZED) scales.set_scales_mask(DNNL_ARG_WEIGHTS, 0);
    if (layer.transposed) {
        const deconvolution_forward::primitive_desc chosen(cpu(), forward, algorithm::deconvolution_direct, of.src,
                                                           of.weights, of.bias, of.dst, of.strides, of.padding,
                                                           of.padding, scales);
        return append<deconvolution_forward>(steps, chosen, layer, src, dst, on);
    }
    const convolution_forward::primitive_desc chosen(cpu(), forward, algorithm::convolution_direct, of.src, of.weights,
                                                     of.bias, of.dst, of.strides, of.padding, of.padding, scales);
    return append<convolution_forward>(steps, chosen, layer, src, dst, on);
}

Call call_for(const vector<Layer>& layers, const string& way, void* src, void* dst) {
    auto on = std::make_shared<stream>(cpu());
    const auto before = std::make_shared<Steps>(), timed = std::make_shared<Steps>(), after = std::make_shared<Steps>();
    const memory input(Descriptions(layers.front(), Tag::nchw).src, cpu(), src);
    const memory output(Descriptions(layers.back(), Tag::nchw).dst, cpu(), dst);
    const bool blocked = way == "blocked", plain = way == "plain";
    memory at = input;
    for (size_t i = 0; i < layers.size(); i++) {
        const bool last = i + 1 == layers.size();
        at = append_layer(*timed, layers[i], plain ? Tag::nchw : Tag::any, at, last ? &output : nullptr, *on);
    }
    if (blocked && timed->primitives.front().get_kind() == primitive::kind::reorder) {
        before->add(timed->primitives.front(), timed->arguments.front());
        timed->primitives.erase(timed->primitives.begin());
        timed->arguments.erase(timed->arguments.begin());
    }
    if (at.get_data_handle() != dst) (blocked ? after : timed)->reorder_into(at, output);
    Call call;
    call.before = [=] { before->run(*on); };
    call.run = [=] {
        timed->run(*on);
        return 0;
    };
    call.after = [=] { after->run(*on); };
    // Whoever is timed before anything is delivered finds its input.
    call.before();
    return call;
}

}  // namespace

extern "C" {

// The version, and the instruction sets that it may use.
const char* onednn_open() {
    static string text;
    const version_t* version = dnnl::version();
    static const std::unordered_map<int, const char*> names = {
        {dnnl_cpu_isa_sse41, "SSE4.1"},
        {dnnl_cpu_isa_avx, "AVX"},
        {dnnl_cpu_isa_avx2, "AVX2"},
        {dnnl_cpu_isa_avx2_vnni, "AVX2 with VNNI"},
        {dnnl_cpu_isa_avx512_core, "AVX-512"},
        {dnnl_cpu_isa_avx512_core_vnni, "AVX-512 with VNNI"},
        {dnnl_cpu_isa_avx512_core_bf16, "AVX-512 with VNNI and bf16"},
        {dnnl_cpu_isa_avx512_core_fp16, "AVX-512 with VNNI, bf16 and fp16"},
    };
    const auto found = names.find(static_cast<int>(get_effective_cpu_isa()));
    text = std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
           std::to_string(version->patch) + ", " + (found == names.end() ? "another instruction set" : found->second);
    return text.c_str();
}

Call* onednn_call(const Layer* layers, int count, const char* way, void* src, void* dst) {
    return made([&] { return call_for(vector<Layer>(layers, layers + count), way, src, dst); });
}
}
