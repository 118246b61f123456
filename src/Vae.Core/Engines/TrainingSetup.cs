using System.Collections.Immutable;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>All that a session needs to know before its first step.</summary>
/// <param name="Plan">The network.</param>
/// <param name="Layout">Where its parameters lie in the flat buffer.</param>
/// <param name="Objective">What to minimise; the values of its corruption are all known.</param>
/// <param name="Optimizer">Adam's numbers.</param>
/// <param name="GradientClipNorm">Largest norm of the gradient, or null.</param>
/// <param name="BatchSize">Most rows a step.</param>
/// <param name="Threads">Most threads to use; 0 for one a processor.</param>
/// <param name="Seed">Seed of the noise.</param>
internal sealed record TrainingSetup(
    VaePlan Plan,
    ParameterLayout Layout,
    ObjectiveOptions Objective,
    OptimizerOptions Optimizer,
    float? GradientClipNorm,
    int BatchSize,
    int Threads,
    int Seed)
{
    private ImmutableArray<OptimizerGroup> groups;

    /// <summary>Device and precision, for engines that have a choice.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Whether the numbers of steps that follow one another lie far apart, as those of shards do, so that noise is best made for one step at a time. Default false.</summary>
    public bool StepsAreApart { get; init; }

    /// <summary>By which engines find how many threads are fastest; no result depends on it. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The network that trains beside the model, whose slots come after the model's in the layout: a discriminator, a classifier's head. Null where there is none.</summary>
    public NetworkPlan? Auxiliary { get; init; }

    /// <summary>The optimisers, in the order in which a step uses them; one over the whole model where nothing else was said.</summary>
    public ImmutableArray<OptimizerGroup> Groups
    {
        get => groups.IsDefault ? [OptimizerGroup.Of("model", Layout.ModelSlots, Optimizer, this)] : groups;
        init => groups = value;
    }

    /// <summary>Floats of <see cref="NewState"/>.</summary>
    public long StateLength => Layout.Count + (2L * OptimizerGroup.MomentCount(Groups, Layout));

    /// <summary>Room for everything that training changes, all zero.</summary>
    public SessionState NewState() => new(Layout.Count, OptimizerGroup.MomentCount(Groups, Layout), Groups.Length);

    /// <summary>The setup that options ask for, with the discriminator of an objective that has one.</summary>
    public static TrainingSetup Of(VaeOptions options, VaePlan plan, int batchSize)
    {
        var auxiliary = DiscriminatorPlan.Create(options, plan.InputDimension);
        return new TrainingSetup(
            plan,
            new ParameterLayout(plan, auxiliary),
            options.Objective.Resolve(options.Scaling, options.Likelihood),
            options.Training.Optimizer,
            options.Training.GradientClipNorm,
            batchSize,
            options.Engine.Threads,
            options.Seed)
        {
            Engine = options.Engine,
            Auxiliary = auxiliary,
        }.WithGroups();
    }

    /// <summary>The parameters that training starts from, in a state that is zero otherwise.</summary>
    /// <param name="network">How they are drawn.</param>
    /// <param name="from">Those of a model that it goes on with, in place of drawn ones; null where it begins.</param>
    public SessionState Start(NetworkOptions network, float[]? from = null)
    {
        var state = NewState();
        ParameterInitializer.Fill(Plan, Layout, network, Seed, state.Parameters);
        from?.CopyTo(state.Parameters, 0);
        if (Auxiliary is not null)
        {
            ParameterInitializer.FillAuxiliary(Auxiliary, Layout, network, Seed, state.Parameters);
        }

        return state;
    }

    private TrainingSetup WithGroups() => Objective.Kind switch
    {
        ObjectiveKind.Adversarial => this with { Groups = AdversarialGroups.ForCodes(this) },
        ObjectiveKind.VaeGan => this with { Groups = AdversarialGroups.ForRows(this) },
        _ => this,
    };
}
