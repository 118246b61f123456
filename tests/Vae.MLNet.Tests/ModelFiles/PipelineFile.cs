using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Saves pipelines and loads them, by ML.NET alone and by ours.</summary>
internal static class PipelineFile
{
    public static byte[] Save(MLContext context, ITransformer pipeline, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        context.Model.Save(pipeline, schema, stream);
        return stream.ToArray();
    }

    public static ITransformer LoadByLibrary(byte[] file) => new MLContext(seed: 1).Model.Load(new MemoryStream(file), out _);

    public static TransformerChain<ITransformer> LoadByUs(byte[] file) => new MLContext(seed: 1).Vae.Load(new MemoryStream(file));

    /// <summary>Saves, loads both ways, and holds the columns, types, slot names and values of both against those of the original.</summary>
    /// <returns>What our way of loading gave.</returns>
    public static TransformerChain<ITransformer> AssertSurvives(MLContext context, ITransformer pipeline, IDataView view)
    {
        var file = Save(context, pipeline, view.Schema);
        var expected = pipeline.Transform(view);
        using var byLibrary = (IDisposable)LoadByLibrary(file);
        SameView.Assert(expected, ((ITransformer)byLibrary).Transform(view), ordered: false);
        var byUs = LoadByUs(file);
        SameView.Assert(expected, byUs.Transform(view), ordered: true);
        return byUs;
    }
}
