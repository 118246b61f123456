namespace Vae.Core.Training;

/// <summary>Keeps what training would need to go on after its process has ended; knows how, and where. Runs ask it, and tell it.</summary>
internal interface ICheckpoint
{
    /// <summary>Networks that were done when the process before ended, in order.</summary>
    IReadOnlyList<TrainedNetwork> Networks { get; }

    /// <summary>Where the one behind them stood; null where it had not begun, or since it has been taken.</summary>
    RunSnapshot? TakeRun();

    /// <summary>Whether it is time to write.</summary>
    /// <param name="stepsTaken">Steps that the network under way has taken.</param>
    bool IsDue(long stepsTaken);

    /// <summary>Writes where the network under way stands; what is given may change afterwards.</summary>
    /// <exception cref="IOException">It cannot be written; what was written before is still there.</exception>
    void Write(RunSnapshot run);

    /// <summary>Writes that the network under way is done.</summary>
    /// <exception cref="IOException">It cannot be written; what was written before is still there.</exception>
    void Write(TrainedNetwork network);
}
