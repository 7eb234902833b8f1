import JSON

/// Functions of TensorFlow that Keras 2 makes layers of, and names by what TensorFlow exports.
///
/// Source: `keras/layers/core/tf_op_layer.py` and `TensorFlowOpLayer` in `keras/engine/base_layer.py` of Keras 2.
enum KerasFunctions {
    /// The dotted name of what a layer would call that does more than computing; `nil` where it does not.
    static func foreign(_ layer: String, _ config: JSONValue?) -> String? {
        switch layer {
        case "TFOpLambda", "SlicingOpLambda":
            let symbol = config?["function"]?.string ?? "?"
            return computes(symbol) ? nil : "tensorflow.\(symbol)"
        case "ClassMethod":
            let symbol = config?["cls_symbol"]?.string ?? "?"
            let isTensor = ["RaggedTensor", "SparseTensor", "sparse.SparseTensor"].contains(symbol)
            return isTensor ? nil : "tensorflow.\(symbol).\(config?["method_name"]?.string ?? "?")"
        case "TensorFlowOpLayer", "TensorFlowOp":
            let operation = config?["node_def"]?["op"]?.string ?? "?"
            return computes("raw_ops.\(operation)") ? nil : "tensorflow.raw_ops.\(operation)"
        default: return nil
        }
    }

    private static func computes(_ symbol: String) -> Bool {
        var parts = symbol.split(separator: ".", omittingEmptySubsequences: false)
        if parts.starts(with: ["compat", "v1"]) || parts.starts(with: ["compat", "v2"]) { parts.removeFirst(2) }
        guard let name = parts.popLast(), !readers.contains(name) else { return false }
        let area = parts.joined(separator: ".")
        switch area {
        case "": return functions.contains(name)
        case "raw_ops": return name != "PrintV2" && TensorFlowScan.operators.deed(of: String(name)) == nil
        case "io": return ["decode_", "encode_", "parse_"].contains { name.hasPrefix($0) }
        default: return areas.contains(area)
        }
    }

    /// Functions that read files, or are given others by name, within areas that compute.
    private static let readers: Set<Substring> = [
        "decode_proto", "deserialize", "encode_proto", "fixed_unigram_candidate_sampler", "get",
    ]

    private static let areas: Set<String> = [
        "__operators__", "audio", "bitwise", "debugging", "dtypes", "image", "keras.activations", "keras.backend",
        "keras.losses", "keras.metrics", "linalg", "linalg.experimental", "losses", "manip", "math", "math.special",
        "nn", "nn.experimental", "quantization", "ragged", "random", "random.experimental", "sets", "signal", "sparse",
        "spectral", "strings",
    ]

    /// Those of no area, of TensorFlow 2.15 and its first version's names, that take Keras' tensors and compute.
    private static let functions: Set<Substring> = Set(
        """
        Assert Print abs accumulate_n acos acosh add add_n angle approx_top_k arg_max arg_min argmax argmin
        argsort as_string asin asinh assert_equal assert_greater assert_greater_equal assert_integer assert_less
        assert_less_equal assert_near assert_negative assert_non_negative assert_non_positive assert_none_equal
        assert_positive assert_proper_iterable assert_rank assert_rank_at_least assert_rank_in
        assert_same_float_dtype assert_scalar assert_type atan atan2 atanh batch_gather batch_to_space
        batch_to_space_nd betainc bitcast boolean_mask broadcast_dynamic_shape broadcast_static_shape broadcast_to
        case cast ceil check_numerics cholesky cholesky_solve clip_by_average_norm clip_by_global_norm
        clip_by_norm clip_by_value complex concat cond confusion_matrix conj conv conv2d_backprop_filter_v2
        conv2d_backprop_input_v2 convert_to_tensor cos cosh count_nonzero cross cumprod cumsum decode_base64
        decode_compressed decode_csv decode_raw depth_to_space dequantize deserialize_many_sparse diag diag_part
        digamma div div_no_nan divide dynamic_partition dynamic_stitch edit_distance eig eigvals einsum
        encode_base64 ensure_shape equal erf erfc exp expand_dims expm1 extract_image_patches
        extract_volume_patches eye fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient
        fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient
        fake_quant_with_min_max_vars_per_channel fake_quant_with_min_max_vars_per_channel_gradient fft fft2d fft3d
        fftnd fill fingerprint floor floor_div floordiv floormod foldl foldr gather gather_nd global_norm greater
        greater_equal histogram_fixed_width histogram_fixed_width_bins identity identity_n ifft ifft2d ifft3d
        ifftnd igamma igammac imag invert_permutation irfftnd is_finite is_inf is_nan is_non_decreasing
        is_strictly_increasing lbeta less less_equal lgamma lin_space linspace log log1p log_sigmoid logical_and
        logical_not logical_or logical_xor matmul matrix_band_part matrix_determinant matrix_diag matrix_diag_part
        matrix_inverse matrix_set_diag matrix_solve matrix_solve_ls matrix_square_root matrix_transpose
        matrix_triangular_solve maximum meshgrid minimum mod multinomial multiply negative no_op norm not_equal
        one_hot ones ones_like pad parallel_stack parse_example parse_single_example parse_single_sequence_example
        parse_tensor polygamma pow qr quantize quantize_v2 quantized_concat ragged_fill_empty_rows
        ragged_fill_empty_rows_grad random_crop random_gamma random_index_shuffle random_normal random_poisson
        random_shuffle random_uniform range rank real realdiv reciprocal reduce_all reduce_any reduce_join
        reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_sum regex_replace repeat reshape
        reverse reverse_sequence reverse_v2 rfftnd rint roll round rsqrt saturate_cast scalar_mul scan scatter_nd
        searchsorted segment_max segment_mean segment_min segment_prod segment_sum self_adjoint_eig
        self_adjoint_eigvals sequence_mask serialize_many_sparse serialize_sparse setdiff1d shape shape_n sigmoid
        sign sin sinh size slice sort space_to_batch space_to_batch_nd space_to_depth sparse_reshape
        sparse_to_dense split sqrt square squared_difference squeeze stack stop_gradient strided_slice string_join
        string_split string_strip string_to_hash_bucket string_to_hash_bucket_fast string_to_hash_bucket_strong
        string_to_number substr subtract svd tan tanh tensor_scatter_add tensor_scatter_nd_add
        tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub tensor_scatter_nd_update
        tensor_scatter_sub tensor_scatter_update tensordot tile timestamp to_bfloat16 to_complex128 to_complex64
        to_double to_float to_int32 to_int64 trace transpose truediv truncated_normal truncatediv truncatemod
        tuple unique unique_with_counts unravel_index unsorted_segment_max unsorted_segment_mean
        unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n unsorted_segment_sum unstack
        verify_tensor_all_finite where where_v2 zeros zeros_like zeta
        """.split { $0 == " " || $0 == "\n" })
}
