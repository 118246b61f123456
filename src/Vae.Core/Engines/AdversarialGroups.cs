using System.Collections.Immutable;
using Vae.Core.Networks;

namespace Vae.Core.Engines;

/// <summary>The optimisers of objectives with a discriminator.</summary>
internal static class AdversarialGroups
{
    /// <summary>An adversarial autoencoder's: the whole model, the discriminator, and the encoder once more, for deceiving.</summary>
    public static ImmutableArray<OptimizerGroup> ForCodes(TrainingSetup setup)
    {
        var options = setup.Objective.Adversarial;
        ImmutableArray<OptimizerGroup> groups =
        [
            OptimizerGroup.Of("autoencoder", setup.Layout.ModelSlots, setup.Optimizer, setup),
            OptimizerGroup.Of("discriminator", setup.Layout.AuxiliarySlots, options.ResolveDiscriminatorOptimizer(setup.Objective.Kind), setup),
        ];
        return groups.Add(OptimizerGroup.Beside("generator", Encoder(setup), options.GeneratorOptimizer, setup, groups));
    }

    /// <summary>A VAE-GAN's: encoder, decoder, discriminator.</summary>
    public static ImmutableArray<OptimizerGroup> ForRows(TrainingSetup setup)
    {
        var options = setup.Objective.Adversarial;
        var encoder = Encoder(setup);
        return
        [
            OptimizerGroup.Of("encoder", encoder, setup.Optimizer, setup),
            OptimizerGroup.Of("decoder", setup.Layout.ModelSlots[encoder.Length..], options.GeneratorOptimizer, setup),
            OptimizerGroup.Of("discriminator", setup.Layout.AuxiliarySlots, options.ResolveDiscriminatorOptimizer(setup.Objective.Kind), setup),
        ];
    }

    /// <summary>The first slots of a model: trunk and heads.</summary>
    private static ImmutableArray<ParameterSlot> Encoder(TrainingSetup setup)
    {
        var last = setup.Layout[(setup.Plan.LogVariance ?? setup.Plan.Mean).BiasName];
        return [.. setup.Layout.ModelSlots.TakeWhile(slot => slot.Offset <= last.Offset)];
    }
}
