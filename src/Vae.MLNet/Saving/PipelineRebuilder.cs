using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using Vae.Core;

namespace Vae.MLNet.Saving;

/// <summary>Walks a loaded chain beside the folders of the file that it was loaded from, and puts a transformer wherever steps stand for
/// one. Chains within chains become one, so that every transformer is a step of the result.</summary>
internal sealed class PipelineRebuilder(PipelineContent content, Func<SavedModel, ITransformer> create)
{
    private readonly List<ITransformer> steps = [];
    private readonly List<TransformerScope> scopes = [];
    private int rebuilt;

    /// <exception cref="ModelFileException">A network of ours is not where ML.NET would have read it from.</exception>
    public TransformerChain<ITransformer> Rebuild(ITransformer loaded)
    {
        Add(loaded, content.RootFolder, TransformerScope.Everything, isRoot: true);
        if (rebuilt == content.Models.Count)
        {
            return new TransformerChain<ITransformer>(steps, scopes);
        }

        (loaded as IDisposable)?.Dispose();
        throw new ModelFileException(
            $"The model file holds {content.Models.Count} variational autoencoders "
            + Invariant($"but {rebuilt} of them stand in a chain of steps that Save wrote; load it with mlContext.Model.Load."));
    }

    private void Add(ITransformer step, string folder, TransformerScope scope, bool isRoot)
    {
        if (step is not TransformerChain<ITransformer> chain)
        {
            steps.Add(step);
            scopes.Add(scope);
            return;
        }

        var children = chain.ToArray();
        var network = Array.FindIndex(children, child => child is OnnxTransformer);
        if (network >= 0 && content.Models.TryGetValue(Folder(folder, network), out var saved))
        {
            steps.Add(create(saved.From(chain)));
            chain.Dispose();
            scopes.Add(scope);
            rebuilt++;
            return;
        }

        for (var i = 0; i < children.Length; i++)
        {
            var childScope = Scope(chain, children[i]);

            // A chain within a chain runs those of its steps that are for scoring, and whenever the outer chain runs it.
            var effective = isRoot ? childScope : childScope.HasFlag(TransformerScope.Scoring) ? scope : TransformerScope.None;
            Add(children[i], Folder(folder, i), effective, isRoot: false);
        }
    }

    /// <summary>What a step is for, which a chain tells only by leaving steps out of what is for something else.</summary>
    private static TransformerScope Scope(TransformerChain<ITransformer> chain, ITransformer step) =>
        new[] { TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring }
            .Where(scope => chain.GetModelFor(scope).Contains(step))
            .Aggregate(TransformerScope.None, (all, scope) => all | scope);

    private static string Folder(string parent, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{parent}/Transform_{index:000}");
}
