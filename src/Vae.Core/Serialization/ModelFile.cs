using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Scoring;

namespace Vae.Core.Serialization;

/// <summary>
/// Writes and reads a whole model file. With D features, L latent dimensions and n = D + L the tensors are, in this order: <c>scaler.offset</c> and
/// <c>scaler.factor</c> [D]; where the header says so <c>whitening.center</c> [n] and <c>whitening.matrix</c>, [n, n] or its diagonal [n]; the
/// parameters under their own names and shapes, in the order of their layout. All are float32.
/// </summary>
internal static class ModelFile
{
    private const string OffsetName = "scaler.offset";
    private const string FactorName = "scaler.factor";
    private const string CenterName = "whitening.center";
    private const string MatrixName = "whitening.matrix";

    /// <summary>Writes a model to a file, which appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ModelParts parts, string path)
    {
        using var file = AtomicFile.Create(path);
        Write(parts, file.Content);
        file.Commit();
    }

    /// <summary>Writes a model to a stream, which need not seek and stays open.</summary>
    public static void Write(ModelParts parts, Stream stream)
    {
        using var writer = new ModelFileWriter(stream);
        var header = ModelHeader.Of(parts);
        var layout = Layout(header);
        writer.WriteHeader(ModelJson.Write(header));
        writer.WriteTensorCount(TensorCount(header, layout));
        int[] perFeature = [parts.InputDimension];
        writer.WriteTensor(OffsetName, perFeature, parts.Scaler.Offset);
        writer.WriteTensor(FactorName, perFeature, parts.Scaler.Factor);
        if (parts.Whitening is { } whitening)
        {
            writer.WriteTensor(CenterName, [whitening.Dimension], whitening.Center);
            writer.WriteTensor(MatrixName, MatrixShape(header.Whitening, whitening.Dimension), whitening.Matrix);
        }

        foreach (var slot in layout.Slots)
        {
            writer.WriteTensor(slot.Name, slot.Shape.AsSpan(), slot.Of(parts.Parameters.AsSpan()));
        }

        writer.Finish();
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is no model, of a later format, cut short or damaged.</exception>
    public static ModelParts Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            var parts = Read(stream);
            return stream.ReadByte() < 0
                ? parts
                : throw new ModelFileException("The model file goes on after its checksum; the file is damaged, copy or train it again.");
        }
        catch (ModelFileException exception)
        {
            throw new ModelFileException($"'{path}': {exception.Message}", exception.InnerException);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"Model '{path}' does not exist; check the path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a folder, a file was wanted" : exception.Message;
            throw new ModelFileException($"Model '{path}' cannot be read: {reason}", exception);
        }
    }

    /// <summary>Reads a model from a stream, which then stands behind it and stays open.</summary>
    /// <exception cref="ModelFileException">The content is no model, of a later format, cut short or damaged.</exception>
    public static ModelParts Read(Stream stream)
    {
        using var reader = new ModelFileReader(stream);
        reader.ReadPreamble();
        var header = ModelJson.Read(reader.ReadHeader());
        var latent = ModelHeaderChecks.Check(header);
        var layout = Layout(header);
        reader.ReadTensorCount(TensorCount(header, layout));
        int[] perFeature = [header.InputDimension];
        var offset = reader.ReadFloats(OffsetName, perFeature);
        var factor = reader.ReadFloats(FactorName, perFeature);
        var whitening = ReadWhitening(reader, header.Whitening, header.InputDimension + latent);

        // Only what has arrived takes memory: the one flat buffer is made when every parameter is there.
        var parameters = layout.Slots.Select(slot => reader.ReadFloats(slot.Name, slot.Shape.AsSpan())).ToArray();
        reader.ReadChecksum();
        var flat = new float[layout.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i].CopyTo(layout.Slots[i].Of(flat.AsSpan()));
        }

        return new ModelParts(
            header.Options,
            header.InputDimension,
            flat,
            Scaler(header, offset, factor),
            whitening,
            header.Threshold,
            header.FeatureNames is { } names ? [.. names] : default(ImmutableArray<string>),
            header.Report);
    }

    private static Whitening? ReadWhitening(ModelFileReader reader, WhiteningForm form, int dimension) =>
        form == WhiteningForm.None
            ? null
            : new Whitening(reader.ReadFloats(CenterName, [dimension]), reader.ReadFloats(MatrixName, MatrixShape(form, dimension)));

    private static int[] MatrixShape(WhiteningForm form, int dimension) =>
        form == WhiteningForm.Full ? [dimension, dimension] : [dimension];

    private static int TensorCount(ModelHeader header, ParameterLayout layout) =>
        layout.Slots.Length + (header.Whitening == WhiteningForm.None ? 2 : 4);

    private static FeatureScaler Scaler(ModelHeader header, float[] offset, float[] factor)
    {
        try
        {
            return FeatureScaler.FromParts(header.ScalerKind, offset, factor, header.ScalerClip);
        }
        catch (VaeDataException exception)
        {
            throw new ModelFileException($"The model file's scaler cannot be: {exception.Message}", exception);
        }
    }

    private static ParameterLayout Layout(ModelHeader header)
    {
        try
        {
            return new ParameterLayout(VaePlan.Create(header.Options, header.InputDimension));
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's options cannot be: {exception.Message}", exception);
        }
    }
}
