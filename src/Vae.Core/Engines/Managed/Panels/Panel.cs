namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// The layout of activations: a panel holds <see cref="Lanes"/> rows of the batch side by side, feature by feature, so that
/// <c>panel[feature * Lanes + row]</c>. A product with weights then needs no packing: weights are read one by one in
/// PyTorch's own [out, in] layout and broadcast, activations are read a vector at a time.
/// </summary>
internal static class Panel
{
    /// <summary>Rows in a panel: two 512-bit vectors. The last panel of a batch is filled up with rows of zeros.</summary>
    public const int Lanes = 32;

    /// <summary>
    /// Partial sums of a sum over lanes of many panels, whatever the width: lane l is added to partial sum l modulo 16, and these are then added in order.
    /// One 512-bit vector, two 256-bit ones in two passes, and so on; the passes read other lanes.
    /// </summary>
    public const int PartialSums = 16;

    /// <summary>Panels that hold a number of rows.</summary>
    public static int Count(int rows) => (rows + Lanes - 1) / Lanes;
}
